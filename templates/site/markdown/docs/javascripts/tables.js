// Tables that suit their page: where there is no room for columns, or where there are too
// many of them, each row becomes a record (stylesheets/extra.css). Without this script they
// are plain tables, as on GitHub.

(() => {
  const MOST_COLUMNS = 4;
  const narrow = window.matchMedia('(max-width: 640px)');

  /** Browsers forget that something is a table when it is laid out otherwise. */
  function keepRoles(table) {
    table.setAttribute('role', 'table');
    for (const part of table.querySelectorAll('thead, tbody')) {
      part.setAttribute('role', 'rowgroup');
    }
    for (const row of table.rows) row.setAttribute('role', 'row');
  }

  function label(table) {
    const heads = [...table.tHead.rows[0].cells];
    for (const head of heads) head.setAttribute('role', 'columnheader');
    for (const row of table.tBodies[0]?.rows ?? []) {
      for (const [index, cell] of [...row.cells].entries()) {
        cell.setAttribute('role', 'cell');
        cell.dataset.label = heads[index]?.textContent ?? '';
      }
    }
    const lay = () =>
      table.toggleAttribute('data-records', narrow.matches || heads.length > MOST_COLUMNS);
    narrow.addEventListener('change', lay);
    lay();
  }

  function suit() {
    for (const table of document.querySelectorAll('article table')) {
      if (!table.tHead?.rows.length) continue;
      keepRoles(table);
      label(table);
    }
  }

  // The theme says when it has shown a page, also one that it has fetched by itself.
  if (window.document$) window.document$.subscribe(suit);
  else document.addEventListener('DOMContentLoaded', suit);
})();
