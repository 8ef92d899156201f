import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createScrubber } from '../../src/schema/scrubber.ts';
import { formsOf } from '../../src/schema/secret-forms.ts';
import { createSecretSearch } from '../../src/schema/secret-search.ts';
import { Text } from '../../src/schema/text.ts';

const secret = 'p@ss/w?rd "ü" +1>~';

describe('every form of a secret is hidden:', () => {
  const bytes = Buffer.from(secret);
  it.each([
    ['as it is', secret],
    ['in a path or query', encodeURIComponent(secret)],
    [
      'in lowercase percent codes',
      encodeURIComponent(secret).replace(/%../g, (c) => c.toLowerCase()),
    ],
    ['in a form', new URLSearchParams([['', secret]]).toString().slice(1)],
    ['in JSON', JSON.stringify(secret).slice(1, -1)],
    ['in base64', bytes.toString('base64')],
    ['in base64 for URLs', bytes.toString('base64url')],
  ])('%s', (_, form) => {
    const scrubber = createScrubber();
    scrubber.learn(secret);

    expect(scrubber.scrub(`before ${form} after`)).toBe('before <secret> after');
  });

  it('decoded, when it is written encoded', () => {
    const scrubber = createScrubber();
    scrubber.learn('abc%2Fdef%20ghi');

    expect(scrubber.scrub('GET abc/def ghi, abc%2Fdef%20ghi')).toBe('GET <secret>, <secret>');
  });

  it('with its spaces as the message of an error has them', () => {
    const scrubber = createScrubber();
    scrubber.learn('several  spaces\nof a secret');

    expect(scrubber.scrub('not several spaces of a secret')).toBe('not <secret>');
  });

  it('as user and password of basic authentication', () => {
    const scrubber = createScrubber();
    const password = new Text(['pass'], { secret: true });
    scrubber.watch({ basic: { username: new Text(['polly']), password } });

    expect(scrubber.scrub(`Basic ${Buffer.from('polly:pass').toString('base64')}`)).toBe(
      'Basic <secret>',
    );
  });

  it('each line of a key of several lines, but not what every such file has', () => {
    const scrubber = createScrubber();
    scrubber.learn(
      '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQEF\n-----END PRIVATE KEY-----',
    );

    expect(scrubber.scrub('bad line kqhkiG9w0BAQEF of -----END PRIVATE KEY-----')).toBe(
      'bad line <secret> of -----END PRIVATE KEY-----',
    );
  });
});

describe('a secret that was cut', () => {
  const key = 'sk_live_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ';
  const scrubber = createScrubber();
  scrubber.learn(key);

  it.each([10, 20, 51])('is hidden when %d characters of it are left', (length) => {
    const cut = key.slice(0, length);
    expect(scrubber.scrub(`found "${cut}…`)).toBe('found "<secret>…');
    expect(scrubber.scrub(`found "${cut}"…`)).toBe('found "<secret>"…');
    expect(scrubber.scrub(`found "${cut}...`)).toBe('found "<secret>...');
    expect(scrubber.scrub(`found "${cut}`)).toBe('found "<secret>');
  });

  it('is hidden when eight characters of it are all that stands in quotes', () => {
    expect(scrubber.scrub(`found "${key.slice(0, 8)}", at 1:2`)).toBe('found "<secret>", at 1:2');
    expect(scrubber.scrub(`found '${key.slice(0, 8)}'`)).toBe("found '<secret>'");
  });

  it('is hidden when a parser quotes it from one of its signs on', () => {
    scrubber.learn('abcdef<ghijkl"mnopqrs');

    expect(scrubber.scrub('found <ghijkl"mnopqrs!')).toBe('found <secret>!');
    expect(scrubber.scrub(String.raw`found "<ghijkl\"mnopqrs"`)).toBe('found "<secret>"');
  });

  it('is hidden when its own dots stand before those of the cut', () => {
    scrubber.learn('eyJhbGciOi.eyJzdWIiOiJwb2xseSJ9');

    expect(scrubber.scrub('found eyJhbGciOi...')).toBe('found <secret>..');
  });

  it('is hidden in the middle of a text when much of it is left', () => {
    expect(scrubber.scrub(`found ${key.slice(0, 16)} here`)).toBe('found <secret> here');
  });

  it('does not hide words that begin like it', () => {
    expect(scrubber.scrub('the sk_live_ prefix')).toBe('the sk_live_ prefix');
  });
});

describe('what is obtained at run time', () => {
  it('is known from learn on, and for a while after forget', () => {
    const scrubber = createScrubber();
    scrubber.learn('token-number-one');
    scrubber.learn('token-number-one');
    scrubber.forget('token-number-one');
    expect(scrubber.scrub('token-number-one')).toBe('<secret>');
    scrubber.forget('token-number-one');
    expect(scrubber.scrub('token-number-one')).toBe('<secret>');
    for (let i = 0; i < 64; i += 1) {
      scrubber.learn(`another token, ${i}`);
      scrubber.forget(`another token, ${i}`);
    }
    expect(scrubber.scrub('token-number-one')).toBe('token-number-one');
  });

  it('stays known when a new configuration is watched, as do the secrets of the one before', () => {
    const scrubber = createScrubber();
    scrubber.watch({ token: new Text(['secret-of-before'], { secret: true }) });
    scrubber.learn('obtained-token');
    scrubber.watch({ token: new Text(['secret-of-now'], { secret: true }) });

    expect(scrubber.scrub('secret-of-before, obtained-token, secret-of-now')).toBe(
      '<secret>, <secret>, <secret>',
    );
  });
});

describe('a value in use', () => {
  it('has its secrets known however many configurations are read, and those of a rotation', () => {
    const scrubber = createScrubber();
    let value = 'password-1';
    const settings = { password: new Text([{ read: () => value, secret: true }]) };
    const forget = scrubber.keep(settings);
    for (let i = 0; i < 20; i += 1) scrubber.watch({ token: new Text([`token-${i}`]) });
    expect(scrubber.scrub('password-1')).toBe('<secret>');
    value = 'password-2';
    settings.password.reveal();
    expect(scrubber.scrub('password-2')).toBe('<secret>');

    forget();
    expect(scrubber.scrub('password-2, late')).toBe('<secret>, late');
    for (let i = 0; i < 20; i += 1) scrubber.watch({ token: new Text([`token-${i}`]) });
    expect(scrubber.scrub('password-2')).toBe('password-2');
  });
});

describe('short values', () => {
  it('are not searched for: of fewer than four characters, or of six where nothing calls them a secret', () => {
    const scrubber = createScrubber();
    scrubber.watch([
      new Text(['abc'], { secret: true }),
      new Text([{ read: () => '8080', secret: false }], { hideFilledIn: true }),
      new Text([{ read: () => 'shop-1', secret: false }], { hideFilledIn: true }),
    ]);

    expect(scrubber.scrub('abc:8080/shop-1')).toBe('abc:8080/<secret>');
  });
});

it('hides the longest of several forms at a place', () => {
  const hide = createSecretSearch(['abcd', 'abcdefgh', 'abcdef', 'bcdefghijk']);

  expect(hide('abcdefghijk')).toBe('<secret>ijk');
  expect(hide('abcdefg')).toBe('<secret>');
  expect(hide('abcdeee')).toBe('<secret>eee');
  expect(hide('xbcdefghijk')).toBe('x<secret>');
});

it('leaves no secret in any text, and a text without one alone', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', 'b', 'é', '%', '/', '"'),
    minLength: 4,
    maxLength: 12,
  });
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 20 }),
      fc.array(fc.string()),
      (secrets, rest) => {
        const hide = createSecretSearch(secrets.flatMap(formsOf));
        const text = secrets.flatMap((each, i) => [rest[i] ?? ' ', each]).join(' ');
        const shown = hide(text);
        expect(secrets.filter((each) => shown.replaceAll('<secret>', '\n').includes(each))).toEqual(
          [],
        );
        const harmless = rest.join('').replaceAll(/[abé%/"]/g, 'x');
        expect(hide(harmless)).toBe(harmless);
      },
    ),
  );
});

/** Microseconds of processor time of the fastest of some runs. */
function best(hide: (text: string) => string, text: string): number {
  const times = Array.from({ length: 5 }, () => {
    const start = process.cpuUsage();
    hide(text);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  });
  return Math.max(Math.min(...times), 100);
}

/** The forms of so many secrets that begin alike. */
function forms(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) =>
    formsOf(`eyJhbGciOiJIUzI1NiJ9.${i}.${'x'.repeat(40)}`),
  ).flat();
}

it('takes about as long with 3,000 secrets as with three, and grows with the text only', () => {
  const few = createSecretSearch(forms(3));
  const many = createSecretSearch(forms(3000));
  const text = 'eyJheyJhbGci of a text, GET https://shop.example/orders?page=2 '.repeat(2000);
  best(few, text);
  best(many, text);

  expect(best(many, text) / best(few, text)).toBeLessThan(10);
  expect(best(many, text + text + text + text) / best(many, text)).toBeLessThan(8);
});
