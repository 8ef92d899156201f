'use strict';

// undici does without HTTP/2 where Node.js was built without it, and the exporter never allows it.
throw new Error('HTTP/2 is not part of this build');
