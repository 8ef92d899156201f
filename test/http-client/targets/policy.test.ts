import { describe, expect, it } from 'vitest';
import { readTargetEntry, type TargetEntry } from '../../../src/http-client/targets/entry.ts';
import { createTargetPolicy, type Destination } from '../../../src/http-client/targets/policy.ts';

function entryOf(text: string): TargetEntry {
  const entry = readTargetEntry(text);
  if (typeof entry === 'string') throw new Error(entry);
  return entry;
}

/** The destination of a URL, as a request has it. */
function destinationOf(text: string): Destination {
  const { protocol, hostname, port } = new URL(text);
  const scheme = protocol.slice(0, -1);
  return {
    scheme,
    host: hostname,
    port: port === '' ? (scheme === 'https' ? 443 : 80) : Number(port),
  };
}

const policyOf = (entries: readonly string[], listed: readonly string[] = []) =>
  createTargetPolicy(entries.map(entryOf), listed.map(destinationOf));

describe('an entry', () => {
  it.each([
    [
      'example.com',
      { scheme: undefined, host: { kind: 'name', name: 'example.com' }, port: undefined },
    ],
    ['EXAMPLE.com.:8080', { host: { kind: 'name', name: 'example.com' }, port: 8080 }],
    [
      'https://*.example.com',
      { scheme: 'https', host: { kind: 'subdomains', suffix: 'example.com' } },
    ],
    ['bücher.example:*', { host: { kind: 'name', name: 'xn--bcher-kva.example' }, port: 'any' }],
    ['10.0.0.0/8:443', { host: { kind: 'range', range: { bits: 8 } }, port: 443 }],
    ['10.1.2.3', { host: { kind: 'range', range: { bits: 32 } } }],
    ['fd00::/8', { host: { kind: 'range', range: { bits: 8 } }, port: undefined }],
    ['[fd00::]/8:9100', { host: { kind: 'range', range: { bits: 8 } }, port: 9100 }],
    ['[::1]:9100', { host: { kind: 'range', range: { bits: 128 } }, port: 9100 }],
    ['::ffff:10.0.0.0/104', { host: { kind: 'range', range: { bits: 8 } } }],
  ])('%s is read', (text, entry) => {
    expect(readTargetEntry(text)).toMatchObject(entry);
  });

  it.each([
    ['', /is empty/],
    ['https://', /is empty/],
    ['*', /"\*\." may lead a host name/],
    ['*example.com', /"\*\." may lead/],
    ['a.*.example.com', /"\*\." may lead/],
    ['example.com/path', /no path/],
    ['example.com:0', /a port from 1 to 65535/],
    ['example.com:65536', /a port from 1 to 65535/],
    ['10.0.0.0/33', /a range of addresses/],
    ['::1', /stands in brackets: \[::1\]/],
    ['user@example.com', /expected a host name/],
    ['exa mple.com', /expected a host name/],
  ])('%s is refused', (text, message) => {
    expect(readTargetEntry(text)).toMatch(message);
  });
});

describe('a URL', () => {
  it.each([
    [['example.com'], 'https://example.com/metrics'],
    [['example.com'], 'http://EXAMPLE.com./'],
    [['example.com:8080'], 'http://example.com:8080/'],
    [['example.com:*'], 'http://example.com:1/'],
    [['https://*.example.com'], 'https://a.b.example.com/'],
    [['10.0.0.0/8:*'], 'http://10.255.0.1:9100/'],
    [['10.0.0.0/8'], 'http://0xa000001/'],
    [['127.0.0.0/8:*'], 'http://127.1:9100/'],
    [['[::1]:9100'], 'http://[::1]:9100/'],
    [['10.0.0.0/8'], 'http://[::ffff:10.1.2.3]/'],
  ])('%j allows %s', (entries, url) => {
    expect(policyOf(entries).refusal(destinationOf(url))).toBeUndefined();
  });

  it.each([
    [[], 'http://example.com/', /allowedTargets is empty/],
    [
      ['example.com'],
      'http://example.com:8080/',
      /nearest entry .* is example\.com, which allows the port/,
    ],
    [['https://example.com'], 'http://example.com/', /which allows https only/],
    [['*.example.com'], 'http://example.com/', /nearest entry/],
    [['example.com'], 'http://notexample.com/', /nearest entry/],
    [['example.com'], 'http://example.com.evil.test/', /nearest entry/],
    [['*.example.com'], 'http://evilexample.com/', /nearest entry/],
    [['10.0.0.0/8'], 'http://11.0.0.1/', /nearest entry/],
    [['example.com'], 'http://10.0.0.1/', /nearest entry/],
    // Every way to write an address that the machine itself has.
    ...[
      'http://127.0.0.1/',
      'http://0x7f000001/',
      'http://2130706433/',
      'http://0177.0.0.1/',
      'http://127.1/',
      'http://[::1]/',
      'http://[::ffff:127.0.0.1]/',
      'http://[::ffff:7f00:1]/',
      'http://[64:ff9b::7f00:1]/',
      'http://[2002:7f00:1::]/',
      'http://0.0.0.0/',
      'http://0/',
      'http://[::]/',
      'http://169.254.169.254/',
      'http://[::ffff:a9fe:a9fe]/',
      'http://[fe80::1]/',
      'http://[fd00:ec2::254]/',
      'http://224.0.0.1/',
      'http://255.255.255.255/',
    ].map((url): [string[], string, RegExp] => [
      ['*.example.com', 'example.com:*'],
      url,
      /is refused/,
    ]),
  ])('%j refuses %s', (entries, url, message) => {
    expect(policyOf(entries).refusal(destinationOf(url))).toMatch(message);
  });

  it('that is listed is allowed, exactly', () => {
    const policy = policyOf([], ['http://127.0.0.1:9100/metrics']);

    expect(policy.refusal(destinationOf('http://127.0.0.1:9100/other'))).toBeUndefined();
    expect(policy.refusal(destinationOf('http://127.0.0.1:9101/'))).toMatch(/is refused/);
  });
});

describe('the addresses of a name', () => {
  const destination = destinationOf('https://db.example/');

  it.each<[readonly string[], readonly string[]]>([
    [['db.example'], ['192.0.2.1', '2001:db8::1']],
    [['db.example'], ['10.0.0.1']],
    [['10.0.0.0/8'], ['10.0.0.1', '10.0.0.2']],
    [['db.example', '127.0.0.0/8'], ['127.0.0.1']],
  ])('%j allow %j', (entries, addresses) => {
    const policy = policyOf(entries);

    expect(policy.refusal(destination)).toBeUndefined();
    expect(policy.addressRefusal(destination, addresses)).toBeUndefined();
  });

  it.each<[readonly string[], readonly string[], RegExp]>([
    [['db.example'], ['127.0.0.1'], /127\.0\.0\.1, which is refused \(loopback\)/],
    [['db.example'], ['192.0.2.1', '169.254.169.254'], /is refused \(link-local\)/],
    [['db.example'], ['0.0.0.0'], /is refused \(unspecified\)/],
    [['db.example'], ['::ffff:127.0.0.1'], /is refused \(loopback\)/],
    [['db.example'], [], /has no address/],
    [['10.0.0.0/8'], ['10.0.0.1', '11.0.0.1'], /11\.0\.0\.1, which no allowed range contains/],
    [['10.0.0.0/8:80'], ['10.0.0.1'], /no allowed range contains/],
  ])('%j refuse %j', (entries, addresses, message) => {
    expect(policyOf(entries).addressRefusal(destination, addresses)).toMatch(message);
  });

  it('localhost are loopback where it is named', () => {
    const policy = policyOf(['localhost:9100']);
    const local = destinationOf('http://localhost:9100/');

    expect(policy.refusal(local)).toBeUndefined();
    expect(policy.addressRefusal(local, ['127.0.0.1', '::1'])).toBeUndefined();
    expect(policy.addressRefusal(local, ['169.254.169.254'])).toMatch(/is refused/);
  });

  it('of a listed name may not be special ones', () => {
    const policy = policyOf([], ['https://db.example/']);

    expect(policy.addressRefusal(destination, ['192.0.2.1'])).toBeUndefined();
    expect(policy.addressRefusal(destination, ['127.0.0.1'])).toMatch(/is refused \(loopback\)/);
  });
});
