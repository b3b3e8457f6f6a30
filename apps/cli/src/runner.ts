import { addStudyRun } from './commands/study/run.ts';
import { studyGroup } from './commands/study/study-group.ts';
import { emptyProgram } from './empty-program.ts';
import { runProcess } from './run-process.ts';

// `slipway study run` and nothing else: what the workers of a Study load into the memory of their pods.
await runProcess((run) => {
  const program = emptyProgram();
  addStudyRun({ program, run, group: studyGroup({ program, run }) });
  return program;
});
