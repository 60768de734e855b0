import React, { useEffect, useRef, useState } from 'react';
import { announce, copyText, select } from './clipboard';
import styles from './CopyableCode.module.css';

const SHOWN_FOR = 2000;

/** The same words; a line may end after a dot. */
function breakable(code) {
  return code.split(/(?<=\.)/).flatMap((part, index) =>
    index === 0 ? [part] : [<wbr key={index} />, part],
  );
}

/** A name, and a button that copies it. */
export default function CopyableCode({ code }) {
  const words = useRef(null);
  const [isCopied, setIsCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return undefined;
    const timer = setTimeout(() => setIsCopied(false), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [isCopied]);

  async function copy() {
    const worked = await copyText(code);
    setIsCopied(worked);
    if (worked) {
      announce('Copied');
    } else {
      select(words.current);
      announce('Selected; copy it with the keyboard');
    }
  }

  return (
    <span className={styles.copyable}>
      <code ref={words}>{breakable(code)}</code>
      <button
        type="button"
        className={styles.button}
        aria-label={`Copy ${code}`}
        title="Copy"
        data-copied={isCopied}
        onClick={copy}
      />
    </span>
  );
}
