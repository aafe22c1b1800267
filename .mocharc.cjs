const { availableParallelism } = require('node:os');

/** Test files run in several processes at once. The slow files start first, so that all processes end together. */
module.exports = {
  spec: ['dist/test/**/*.slow.test.js', 'dist/test/**/!(*.slow).test.js'],
  require: ['dist/test/support/own-cache.js'],
  parallel: true,
  jobs: Math.max(2, availableParallelism()),
  timeout: 60_000,
  'forbid-only': true,
  'node-option': ['enable-source-maps'],
};
