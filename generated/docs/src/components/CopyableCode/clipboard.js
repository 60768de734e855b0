// Copying where a page may (https or localhost), and where it may not.

/** Put text on the clipboard; resolves to whether it is there. */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https there is no clipboard, or the browser was told not to give it.
    return copyThroughField(text);
  }
}

function copyThroughField(text) {
  const field = document.createElement('textarea');
  const before = document.activeElement;
  field.value = text;
  field.readOnly = true;
  field.setAttribute('aria-hidden', 'true');
  // Within the window, so that nothing scrolls to it.
  field.style.cssText = 'position: fixed; inset: 0 auto auto 0; opacity: 0;';
  document.body.append(field);
  field.select();
  let worked = false;
  try {
    worked = document.execCommand('copy');
  } catch {
    worked = false;
  }
  field.remove();
  before?.focus({ preventScroll: true });
  return worked;
}

/** Select what an element shows. */
export function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

let region = null;

/** Have a screen reader say something: one live region serves the whole page. */
export function announce(words) {
  if (region === null) {
    region = document.createElement('div');
    region.className = 'visually-hidden';
    region.setAttribute('role', 'status');
    document.body.append(region);
  }
  // The same words twice are no change; emptied first, they are.
  region.textContent = '';
  setTimeout(() => {
    region.textContent = words;
  }, 50);
}
