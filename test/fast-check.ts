import { configureGlobal, readConfigureGlobal } from 'fast-check';

// One seed for all runs, so that a run tells of the change and not of the dice; another one by the
// environment, to look further.
configureGlobal({ ...readConfigureGlobal(), seed: Number(process.env['FC_SEED'] ?? 42) });
