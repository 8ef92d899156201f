'use strict';

// Express offers it to those who read bodies, with the tables of all character sets. The exporter reads none.
module.exports = {};
