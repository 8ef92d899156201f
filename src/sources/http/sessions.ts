import { createRecentlyUsed } from '../../engine/recently-used.ts';
import type { Subject } from '../../engine/source.ts';
import { subjectKey } from '../../engine/subject-key.ts';
import type { SecretMemory } from '../../schema/scrubber.ts';

/** Maximum number of targets with a cached session. */
const maxSessions = 100;

/**
 * The senders of requests by subject. A session belongs to one target with one set of parameters.
 *
 * @param isPerSubject whether there is any state that subjects must not share
 */
export function createSessions<T>(
  isPerSubject: boolean,
  create: (secrets: SecretMemory) => T,
  secrets: SecretMemory,
): (subject: Subject) => T {
  if (!isPerSubject) {
    const shared = create(secrets);
    return () => shared;
  }
  const sessions = createRecentlyUsed(
    maxSessions,
    () => {
      const learned = createLearned(secrets);
      return { session: create(learned), learned };
    },
    ({ learned }) => learned.forgetAll(),
  );
  return (subject) => sessions.get(subjectKey(subject)).session;
}

/** The secrets that one session registered. They are removed together with it. */
function createLearned(secrets: SecretMemory) {
  const known: string[] = [];
  let isOver = false;
  return {
    learn(secret: string) {
      secrets.learn(secret);
      if (isOver) secrets.forget(secret);
      else known.push(secret);
    },
    forget(secret: string) {
      const place = known.indexOf(secret);
      if (place === -1) return;
      known.splice(place, 1);
      secrets.forget(secret);
    },
    forgetAll() {
      isOver = true;
      for (const secret of known.splice(0)) secrets.forget(secret);
    },
  };
}
