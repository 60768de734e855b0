import React from 'react';
import styles from './LifecycleStage.module.css';

/** How far along something is: words that many APIs use for it. */
const KINDS = {
  early: [
    'alpha',
    'beta',
    'early access',
    'experimental',
    'limited availability',
    'open preview',
    'preview',
    'private preview',
    'public preview',
  ],
  ready: ['available', 'ga', 'general availability', 'generally available', 'stable'],
  ending: ['deprecated', 'end of life', 'end of support', 'obsolete', 'retired', 'sunset'],
};

function kindOf(stage) {
  const words = stage.trim().toLowerCase().replace(/[\s_-]+/g, ' ');
  return Object.keys(KINDS).find((kind) => KINDS[kind].includes(words)) ?? 'other';
}

/** A stage of a lifecycle, in the API's own words. */
export default function LifecycleStage({ stage }) {
  if (!stage) return null;
  return <span className={`${styles.stage} ${styles[kindOf(stage)]}`}>{stage}</span>;
}
