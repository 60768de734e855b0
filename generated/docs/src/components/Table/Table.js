import React, { Children, cloneElement, isValidElement } from 'react';

const MOST_COLUMNS = 4;

/**
 * A table that scrolls within itself, with the keyboard as well. Where there is no room
 * for columns, or where there are too many of them, each row becomes a record. The roles
 * keep it a table for screen readers then: browsers forget that of what is laid out
 * otherwise.
 */
export default function Table({ children, ...props }) {
  const [head, body] = elements(children);
  const [headRow] = elements(head?.props.children);
  const labels = elements(headRow?.props.children).map((cell) => words(cell));
  const kind = labels.length > MOST_COLUMNS ? 'table-records' : 'table-columns';
  return (
    <div className={`table-frame ${kind}`} role="group" aria-label={labels[0]} tabIndex={0}>
      <table role="table" {...props}>
        {head && group(head, 'columnheader', [])}
        {body && group(body, 'cell', labels)}
      </table>
    </div>
  );
}

function group(part, role, labels) {
  const rows = elements(part.props.children).map((row) => {
    const cells = elements(row.props.children).map((cell, index) =>
      cloneElement(cell, { role, 'data-label': labels[index] }),
    );
    return cloneElement(row, { role: 'row' }, cells);
  });
  return cloneElement(part, { role: 'rowgroup' }, rows);
}

function elements(children) {
  return Children.toArray(children).filter(isValidElement);
}

function words(node) {
  if (typeof node === 'string') return node;
  return isValidElement(node)
    ? Children.toArray(node.props.children).map(words).join('')
    : '';
}
