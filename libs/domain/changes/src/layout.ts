/** Where everything lies in an environment repository. No other code joins these paths. */
export const layout = {
  settings: () => 'slipway.yaml',
  /** A file of policies, by its name without `.yaml`. */
  policies: (file: string) => `policies/${file}.yaml`,
  team: (team: string) => `teams/${team}/team.yaml`,
  job: (team: string, job: string) => `teams/${team}/jobs/${job}.yaml`,
  /** Source files that a Job brings along lie beside it, in a folder of its name. */
  jobFiles: (team: string, job: string) => `teams/${team}/jobs/${job}`,
  study: (team: string, study: string) => `teams/${team}/studies/${study}.yaml`,
  /** Source files of its trials. */
  studyFiles: (team: string, study: string) => `teams/${team}/studies/${study}`,
  /** What its trials have found. */
  studyResult: (team: string, study: string) => `teams/${team}/studies/${study}.result.yaml`,
  /** A registered model's main file, without `.yaml`: further versions lie in a folder of that name. */
  model: (team: string, file: string, shard: string | undefined) =>
    `teams/${team}/models/${shard === undefined ? '' : `shard-${shard}/`}${file}`,
  cluster: (cluster: string) => `clusters/${cluster}/cluster.yaml`,
  /** What a reconciler of this cluster applies. */
  clusterRoot: (cluster: string) => `clusters/${cluster}`,
  /** Manifests rendered from a Team. */
  teamManifests: (cluster: string, team: string) => `clusters/${cluster}/teams/${team}/team.yaml`,
  /** Manifests of the Cluster itself: what Slipway needs there. */
  clusterPlatform: (cluster: string) => `clusters/${cluster}/platform/slipway.yaml`,
  /** Objects of the reconciler that make it apply this cluster's folder. */
  clusterReconciler: (cluster: string) => `clusters/${cluster}/reconciler/slipway.yaml`,
  /** Says on the cluster where its teams come from; it also keeps their folder there while there is none. */
  clusterOrigin: (cluster: string) => `clusters/${cluster}/teams/origin.yaml`,
  /** What a reconciler applies in the name of the team. */
  teamRuns: (cluster: string, team: string) => `clusters/${cluster}/runs/${team}`,
  /** Says in the team's namespace where its runs come from; it also keeps the folder there when nothing runs. */
  teamOrigin: (cluster: string, team: string) => `clusters/${cluster}/runs/${team}/origin.yaml`,
  /** Run-once manifests by the UTC day they were made on. */
  attempt: (cluster: string, team: string, day: string, attempt: string) =>
    `clusters/${cluster}/runs/${team}/${day}/${attempt}.yaml`,
} as const;

/** File of what runs a program, and the folder with the source files that it brings along. */
export function programLayout(
  kind: 'Job' | 'Study',
  team: string,
  name: string,
): { readonly file: string; readonly folder: string } {
  return kind === 'Job'
    ? { file: layout.job(team, name), folder: layout.jobFiles(team, name) }
    : { file: layout.study(team, name), folder: layout.studyFiles(team, name) };
}
