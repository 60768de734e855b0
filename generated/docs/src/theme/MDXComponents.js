import React from 'react';
import MDXComponents from '@theme-original/MDXComponents';
import Table from '../components/Table/Table';

export default { ...MDXComponents, table: Table };
