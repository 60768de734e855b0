// Colours of code. Those of the usual themes do not hold 4.5:1 (WCAG 2.2, 1.4.3).

const light = {
  background: '#f6f8fa',
  plain: '#24292f',
  quiet: '#57606a',
  keyword: '#a40e26',
  name: '#6639ba',
  string: '#0a3069',
  value: '#0550ae',
  tag: '#116329',
};

const dark = {
  background: '#1f242d',
  plain: '#e6edf3',
  quiet: '#a3adba',
  keyword: '#ff9a98',
  name: '#d2a8ff',
  string: '#a5d6ff',
  value: '#79c0ff',
  tag: '#7ee787',
};

function theme(colors) {
  const style = (color, ...types) => ({ types, style: { color: colors[color] } });
  return {
    plain: { color: colors.plain, backgroundColor: colors.background },
    styles: [
      style('quiet', 'comment', 'prolog', 'doctype', 'cdata', 'punctuation'),
      style('keyword', 'keyword', 'atrule', 'important', 'builtin', 'deleted'),
      style('name', 'function', 'function-variable', 'class-name', 'selector'),
      style('string', 'string', 'char', 'regex', 'url', 'inserted'),
      style('value', 'number', 'boolean', 'constant', 'property', 'key', 'attr-name', 'variable'),
      style('tag', 'tag', 'symbol', 'parameter'),
    ],
  };
}

export const themes = { light: theme(light), dark: theme(dark) };
