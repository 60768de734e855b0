"""What every call shares: sending, retrying, paging, reading, errors.

This package is plain Python that does not vary from one API to the next. Calls go
through three layers:

* ``client`` does the input and output, once for threads and once for asyncio;
* ``core`` decides (what to send, whether to try again, what an answer means) and
  does no input or output;
* ``transport`` is the only module that knows the HTTP library.
"""
