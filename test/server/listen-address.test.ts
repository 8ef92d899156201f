import { describe, expect, it } from 'vitest';
import { inheritedAddresses, readListenAddress } from '../../src/server/listen-address.ts';

describe('a listen address', () => {
  it.each([
    [':9253', { kind: 'tcp', host: undefined, port: 9253 }],
    ['*:9253', { kind: 'tcp', host: undefined, port: 9253 }],
    ['127.0.0.1:0', { kind: 'tcp', host: '127.0.0.1', port: 0 }],
    ['localhost:9253', { kind: 'tcp', host: 'localhost', port: 9253 }],
    ['[::1]:9253', { kind: 'tcp', host: '::1', port: 9253 }],
    ['[::]:9253', { kind: 'tcp', host: '::', port: 9253 }],
    ['unix:/run/p.sock', { kind: 'unix', path: '/run/p.sock', mode: undefined }],
    ['unix:/run/p.sock?mode=0660', { kind: 'unix', path: '/run/p.sock', mode: 0o660 }],
  ])('%s is read', (text, address) => {
    expect(readListenAddress(text)).toEqual(address);
  });

  it.each([
    ['9253', /after the last colon, as in :9253/],
    ['', /after the last colon/],
    [':65536', /from 0 to 65535/],
    [':http', /from 0 to 65535/],
    ['::1:9253', /stands in brackets: \[::1\]:9253/],
    ['[localhost]:9253', /is no IPv6 address/],
    ['vsock://:9253', /expected HOST:PORT/],
    ['http://localhost:9253', /expected HOST:PORT/],
    ['unix:p.sock', /expected an absolute path/],
    ['unix:/p.sock?mode=9', /expected mode= and three octal digits/],
    [`unix:/${'a'.repeat(107)}`, /107 bytes at most/],
  ])('%s is refused', (text, message) => {
    expect(readListenAddress(text)).toMatch(message);
  });
});

describe('sockets of systemd', () => {
  it('are those from descriptor 3 on', () => {
    expect(inheritedAddresses({ LISTEN_FDS: '2', LISTEN_PID: '7' }, 7)).toEqual([
      { kind: 'inherited', fd: 3 },
      { kind: 'inherited', fd: 4 },
    ]);
  });

  it.each([{}, { LISTEN_FDS: '1', LISTEN_PID: '8' }, { LISTEN_FDS: 'x', LISTEN_PID: '7' }])(
    'are missed with %j',
    (env) => {
      expect(inheritedAddresses(env, 7)).toMatch(/passed no socket/);
    },
  );
});
