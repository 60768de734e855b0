// Settings of the site: https://docusaurus.io/docs/api/docusaurus-config
//
// This file is yours to change. What you have changed is never overwritten; see the
// README of specloom.

import { themes } from './src/prism.js';

export default {
  title: "Confluent Cloud and Amazon Connect",
  tagline: "Reference of Provider Integration Management API and AWS::Connect::IntegrationAssociation",
  favicon: 'img/favicon.svg',

  // Where the site will be; for a folder of a host: DOCS_BASE_URL=/folder/
  url: process.env.DOCS_URL ?? 'http://localhost:3000',
  baseUrl: process.env.DOCS_BASE_URL ?? '/',
  trailingSlash: true,

  future: { v4: true, faster: true },

  // A link that leads nowhere ends the build.
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  markdown: {
    emoji: false,
    hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' },
  },

  plugins: [
    [
      '@docusaurus/plugin-content-docs',
      {
        routeBasePath: '/',
        sidebarPath: './sidebars.js',
        breadcrumbs: true,
      },
    ],
  ],
  themes: [
    ['@docusaurus/theme-classic', { customCss: './src/css/custom.css' }],
    [
      // Search without a service: the index is part of the site.
      '@easyops-cn/docusaurus-search-local',
      {
        hashed: true,
        docsRouteBasePath: '/',
        indexBlog: false,
        explicitSearchResultPath: true,
      },
    ],
  ],

  themeConfig: {
    colorMode: { respectPrefersColorScheme: true },
    tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
    navbar: {
      title: "Confluent Cloud and Amazon Connect",
      logo: { alt: '', src: 'img/favicon.svg', width: 28, height: 28 },
    },
    prism: {
      theme: themes.light,
      darkTheme: themes.dark,
      additionalLanguages: ['bash', 'sql'],
    },
  },
};
