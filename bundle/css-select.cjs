'use strict';

// Loaded when the first selector is compiled: most configurations have none.
for (const name of ['compile', 'selectAll', 'selectOne']) {
  Object.defineProperty(exports, name, {
    enumerable: true,
    get: () => require('../node_modules/css-select/dist/index.js')[name],
  });
}
