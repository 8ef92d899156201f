'use strict';

// Express loads body-parser, which includes tables for all character sets. The exporter reads no request bodies.
module.exports = {};
