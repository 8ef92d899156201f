'use strict';

// Loaded when the first HTML document is read: most configurations have none.
Object.defineProperty(exports, 'Parser', {
  enumerable: true,
  get: () => require('../node_modules/htmlparser2/dist/Parser.js').Parser,
});
