/** How long a run lasts, in milliseconds. */
export const RUN_MS = Number(process.env['CIRCOLOG_SOAK_MINUTES'] ?? 1) * 60_000;
/** What all chance of a run comes from. */
export const SEED = Number(process.env['CIRCOLOG_SOAK_SEED'] ?? 1);
