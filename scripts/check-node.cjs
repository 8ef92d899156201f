// Exits with code 2 and one sentence if the running Node is older than package.json requires. It must itself run on any
// Node, so it is plain CommonJS in the syntax of Node 12. It is loaded before the first .ts file, for which an old Node
// would only print a stack trace.
'use strict';

const { name, engines } = require('../package.json');

const wanted = engines.node.replace(/^>=\s*/, '');
if (isOlder(process.versions.node, wanted)) {
  process.stderr.write(
    name +
      ' needs Node ' +
      wanted +
      ' or newer, but this is Node ' +
      process.versions.node +
      ' (' +
      process.execPath +
      '). Run "npm ci" without --ignore-scripts, which installs the right version for npm scripts, or install Node ' +
      wanted.split('.')[0] +
      '.\n',
  );
  process.exit(2);
}

/** Compares two versions part by part; missing parts count as 0. */
function isOlder(version, than) {
  const have = version.split('.').map(Number);
  const want = than.split('.').map(Number);
  for (let part = 0; part < want.length; part += 1) {
    if ((have[part] || 0) !== want[part]) return (have[part] || 0) < want[part];
  }
  return false;
}
