import { expect, it } from 'vitest';
import { createConnections } from '../../src/http-client/transport/connections.ts';
import { borrowContext } from '../../src/reload/borrow.ts';
import { createScrubber } from '../../src/schema/scrubber.ts';
import { Text } from '../../src/schema/text.ts';
import { systemClock } from '../../src/engine/clock.ts';
import { documentResources } from '../documents/resources.ts';

it('knows the secrets of a collector until it is released, however many configurations are refused', () => {
  const secrets = createScrubber();
  const shared = {
    clock: systemClock,
    connections: createConnections(() => 0),
    ...documentResources(),
    secrets,
    env: {},
    readFile: () => '',
  };
  const settings = { token: new Text(['token-in-settings'], { secret: true }) };
  const borrowed = borrowContext(shared, settings);
  borrowed.context.secrets?.learn('token-obtained');
  const refuse = () => {
    for (let i = 0; i < 20; i += 1) secrets.watch({ token: new Text([`of refused ${i}`]) });
    for (let i = 0; i < 64; i += 1) {
      secrets.learn(`another token, ${i}`);
      secrets.forget(`another token, ${i}`);
    }
  };

  refuse();
  expect(secrets.scrub('token-in-settings, token-obtained')).toBe('<secret>, <secret>');
  borrowed.release();
  refuse();
  expect(secrets.scrub('token-in-settings, token-obtained')).toBe(
    'token-in-settings, token-obtained',
  );
});
