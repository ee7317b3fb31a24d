import fc from 'fast-check';

// One seed for all, so that a run says of the code and not of the dice; FAST_CHECK_SEED=$RANDOM looks further.
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 1) });
