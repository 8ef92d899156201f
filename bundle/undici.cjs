'use strict';

// Only the dispatchers of undici, assembled as in its own entry point. Loading fetch, WebSocket, caches and mocks as well
// would take 15 ms more.
const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');

// All of them: a ProxyAgent calls `connect`.
Object.assign(Dispatcher.prototype, require('undici/lib/api/index.js'));

exports.Agent = require('undici/lib/dispatcher/agent.js');
exports.ProxyAgent = require('undici/lib/dispatcher/proxy-agent.js');
exports.buildConnector = require('undici/lib/core/connect.js');
exports.errors = require('undici/lib/core/errors.js');
exports.parseCookie = require('undici/lib/web/cookies/index.js').parseCookie;
