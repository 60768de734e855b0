"""The words by which parameters and properties speak of pages.

Names are compared without regard to how their words are joined: ``page_size``,
``pageSize``, ``page[size]`` and ``$pageSize`` are one.
"""

from __future__ import annotations

import re
from typing import Final

_JOINTS: Final = re.compile(r"[^a-z0-9]+")


def canonical(name: str) -> str:
    """Return a name as it is compared."""
    return _JOINTS.sub("", name.lower())


TOKENS: Final = (
    *("pagetoken", "cursor", "startcursor", "nexttoken", "startingafter", "after"),
    *("continuationtoken", "marker", "continue", "nextpagetoken", "nextcursor"),
    *("paginationtoken", "nextpaginationtoken"),
)
"""Parameters that take a token."""

NEXT_TOKENS: Final = frozenset(
    {"nextpagetoken", "nextcursor", "nexttoken", "continuationtoken", "nextmarker"}
    | {"cursor", "after", "endcursor", "next", "continue"}
    | {"paginationtoken", "nextpaginationtoken"}
)
"""Properties that give the token of the next page."""

NUMBERED_TOKENS: Final = frozenset({"nextcursor", "nextmarker", "nexttoken"})
"""Of them: those that give the next value also where it is a number."""

VAGUE: Final = frozenset({"after", "marker", "continue", "next"})
"""Of both: words that need not be about pages. Two of them need further evidence."""

NEXT_LINKS: Final = frozenset({"next", "nexturl", "nextlink", "odatanextlink"})
"""Properties that give the URL of the next page."""

NEXT_ADDRESSES: Final = frozenset(
    {"nexturi", "nexthref", "nextpageurl", "nextpageuri", "nextpagelink"}
)
"""The same of those that may forget what was asked for beside the page."""

ADDRESSES: Final = frozenset({"href", "url", "uri", "link"})
"""Properties of an object that is a link."""

NEXT_PAGES: Final = frozenset({"nextpage", "next"})
"""Objects that describe the next page."""

AFTER: Final = (
    *("startingafter", "startafter", "startingafterid", "startafterid"),
    *("afterid", "after"),
)
"""Parameters that take the identifier of the last item that was seen."""

BEFORE: Final = ("endingbefore", "endbefore", "endingbeforeid", "beforeid", "before")
"""Parameters that take the identifier of the first item, to page backwards."""

LAST: Final = frozenset({"lastid"})
"""Properties that give the identifier of the last item."""

IDENTIFIERS: Final = frozenset({"id", "uuid"})
"""Properties that identify an item."""

MORE: Final = frozenset(
    {"hasmore", "hasmoreresults", "hasmoreitems", "hasmorepages", "hasmoredata"}
    | {"hasnext", "hasnextpage", "more", "moreresults", "istruncated"}
)
"""Booleans that are true while there are further pages."""

OFFSETS: Final = ("offset", "skip", "start")

PAGES: Final = ("page", "pagenumber", "currentpage", "pageno")

LIMITS: Final = (
    *("limit", "count", "size", "pagesize", "perpage", "top", "take", "pagelimit"),
    *("itemsperpage", "resultsperpage", "hitsperpage", "maxresults", "rows", "max"),
)
"""Parameters that say how many items a page has."""

MEASURES: Final = frozenset({"count", "size", "top", "take", "rows", "max"})
"""Of them: those that a thing may have as well."""

READING: Final = frozenset(
    {"search", "searches", "query", "queries", "filter", "filters", "find", "list"}
    | {"lookup"}
)
"""Words of a path by which a POST only reads."""

TOTALS: Final = frozenset(
    {"total", "totalcount", "totalitems", "totalresults", "totalrecords"}
)
"""Properties that count all items."""

UNMISTAKABLE_TOTALS: Final = TOTALS - {"total"}
"""Of them: those that never count pages, as ``total`` does beside ``page``."""

TOTAL_PAGES: Final = frozenset({"totalpages", "pagecount", "lastpage", "pagestotal"})
"""Properties that count all pages."""

NUMBERS: Final = frozenset({"page", "currentpage", "pagenumber"})
"""Properties that say which page it is."""

NEXT_OFFSETS: Final = frozenset({"nextoffset", "nextskip", "nextstart"})
"""Properties that say how many items to skip for the next page."""

NEXT_NUMBERS: Final = frozenset({"nextpage", "nextpagenumber"})
"""Properties that say which number the next page has."""

FAULTS: Final = frozenset({"error", "errors", "warning", "warnings"})
"""Lists of what went wrong, which answers have beside their items."""

POSITIONS: Final = (
    TOTALS
    | TOTAL_PAGES
    | NUMBERS
    | NEXT_OFFSETS
    | NEXT_NUMBERS
    | {"offset", "skip", "perpage", "pagesize"}
)
"""Numbers that only a page of a list has: it says so itself that it is one."""

ENVELOPES: Final = frozenset(
    {"meta", "metadata", "paging", "pagination", "pager", "page", "pageinfo"}
    | {"pagedata", "paginginfo", "paginationinfo", "pagingmetadata", "resultinfo"}
    | {"responsemetadata", "listmeta", "links", "link", "cursors", "cursor"}
    | NEXT_PAGES
)
"""Objects of a body that say something about its list."""

PARTNERS: Final = {"start": "end", "max": "min"}
"""Names that are the ends of a span where both are there, and not about pages."""

ABOUT_LISTS: Final = frozenset(
    {*TOKENS, *OFFSETS, "limit", "count", "size", "pagesize", "perpage", "top"}
    | {"total", "totalcount", "totalitems", "totalpages", "pagecount", "lastpage"}
    | {"next", "nexturl", "nextlink", "odatanextlink", "nextcursor", "nextpagetoken"}
    | {"hasmore", "nextpage", "prev", "previous", "first", "last", "firstid", "lastid"}
    | {"links", "page", "pages", "pagination", "paging", "meta", "metadata", "kind"}
    | {"object", "apiversion", "type", "success", "status", "etag", "url"}
)
"""Properties that stand beside the items of a list and are no part of a thing."""

_PAGE: Final = (
    r"\bpage (?:number|index|no\b|offset|#|of (?:the |your |all )?"
    r"(?:\w+ )?(?:results?|items?|records?|entries|rows|data|lists?|response"
    r"|collection|\w+s)\b(?! (?:book|document))"
    r"|to (?:return|fetch|retrieve|get|load|show|display|request|start|view|query))"
    r"|\b(?:which|requested|desired|specific|particular|current|first|next|results?"
    r"|list) page\b|\b(?:number|index) of the (?:\w+ )?page\b|\bpages? (?:start|begin)"
    r"|\b(?:zero|one|0|1)[\s-](?:based|indexed)"
)
_PAGINATION: Final = r"\bpaginat|\bpaging\b|\bresults? per page\b"

SAYS_PAGE: Final = re.compile(f"{_PAGINATION}|{_PAGE}", re.IGNORECASE)
"""How the description of a parameter says that it is the number of a page."""

SAYS_OFFSET: Final = re.compile(
    rf"{_PAGINATION}|\bto skip\b|\bskip (?:the )?(?:first|over|this many|\w+s)\b"
    r"|\b(?:first|starting|start|zero.based|0.based) (?:\w+ )?"
    r"(?:item|record|row|result|entry|element|index|position|offset)\b"
    r"|\boffset (?:of|from|in|into|for|to) (?:the )?(?:first |starting |start |\w+ )?"
    r"(?:results?|records?|items?|rows?|entr(?:y|ies)|list|collection|set)\b"
    r"|\b(?:results?|records?|items?|rows?|list) offset\b",
    re.IGNORECASE,
)
"""How the description of a parameter says that it is a number of items to skip."""

SAYS_AMOUNT: Final = re.compile(
    r"\b(?:unix|epoch|utc|gmt|time ?zones?|timestamps?|(?:start|from) (?:date|time))\b"
    r"|\b(?:number of|amount of|in) (?:milli|micro)?(?:seconds?|minutes?|hours?|days?"
    r"|weeks?|months?|bytes?|frames?|characters?|pixels?)\b",
    re.IGNORECASE,
)
"""How the description of a parameter says that it counts no items."""

SAYS_OTHER_TOTAL: Final = re.compile(
    r"\b(?:number|count|total|amount)s?(?: of)?(?: \w+)? pages\b"
    r"|\b(?:in|on|of|for) (?:this|the|the current|each|a) (?:page|response|batch)\b"
    r"|\b(?:returned|fetched)\b",
    re.IGNORECASE,
)
"""How the description of a total says that it counts pages, or the items of a page."""

SAYS_TOTAL: Final = re.compile(
    r"\bhow many\b|\b(?:total|overall|number|count|amount)\b.*"
    r"\b(?:of|items?|results?|records?|entries|rows|objects|elements|matches)\b",
    re.IGNORECASE,
)
"""How it says that it counts, where its name leaves open what."""

SAYS_PAGINATION: Final = re.compile(_PAGINATION, re.IGNORECASE)
"""How the description of an operation says that it answers in pages."""

SAYS_NO_PAGINATION: Final = re.compile(
    r"\b(?:no|not|without|isn't|un|non)[ -]?pagina", re.IGNORECASE
)

SAYS_CURSOR: Final = re.compile(
    r"\bcursors?\b|\bpaginat|\bpag(?:e|es|ing)\b|\btokens?\b|\b(?:last|previous) "
    r"(?:\w+ )?(?:item|object|result|record|id)\b",
    re.IGNORECASE,
)
"""How the description of a parameter says that it chooses a page."""

_URL: Final = re.compile(
    r"\b(?:urls?|uris?|hyperlink|href)\b|\blink (?:to|for|of)\b|\bpage link\b",
    re.IGNORECASE,
)

_PART_OF_URL: Final = re.compile(
    r"\b(?:tokens?|cursors?|opaque(?! ur[li])|markers?|parameter)\b"
    r"|\bur[li]s?[ -]?(?:safe|encod)"
    r"|\b(?:in|to|into) (?:the|your|a) (?:\w+ )?ur[li]",
    re.IGNORECASE,
)


def says_url(description: str) -> bool:
    """Tell whether a description says that something is the URL of the next page.

    What is named first is what it is: "the URL of the next page, with its cursor" is
    one, and "a token to put in the URL" is none.
    """
    url, part = _URL.search(description), _PART_OF_URL.search(description)
    return url is not None and (part is None or url.start() < part.start())


SAYS_MOMENT: Final = re.compile(
    r"\b(?:dates?|date-?times?|times?|timestamps?|unix|epoch|iso[ -]?8601|rfc[ -]?3339"
    r"|seconds|created|updated|modified)\b",
    re.IGNORECASE,
)
"""How the description of a parameter says that it is a point in time."""

COUNTED: Final = re.compile(
    r"\b(0|1|zero|one)[\s-](?:based|indexed)"
    r"|\b(?:start|begin|count|number|index)\w*\s+(?:at|from|with)\s+`?(0|1|zero|one)\b"
    r"|\bfirst page(?: is|:| =)?\s+`?(0|1|zero|one)\b",
    re.IGNORECASE,
)
"""How descriptions say at which number pages begin."""
