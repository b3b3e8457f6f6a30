/** The points of the write path between which a crash must do no harm. */
export type StepName = 'pack-written' | 'pack-named' | 'pack-stored' | 'ref-moved' | 'pushed';

/** Called at each point; tests make it crash there. */
export type Step = (name: StepName) => Promise<void> | void;

export const noStep: Step = () => undefined;
