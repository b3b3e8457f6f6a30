create schema changes;

create schema desired_state;

create schema github;

create schema host;

create schema models;

create schema notifications;

create schema scheduler;

create schema tracking;

create schema tuning;

create schema webhooks;

create schema workflow;

create table changes.branch (
  repository text not null,
  head text not null,
  updated_at timestamp with time zone not null,
  constraint branch_pkey PRIMARY KEY (repository)
);

create table changes.change (
  sequence bigint generated always as identity not null,
  id text not null,
  repository text not null,
  team text,
  service text not null,
  subject text not null,
  requested_by text not null,
  resource text not null,
  reason text not null,
  traceparent text,
  operations json not null,
  preconditions json not null,
  bytes integer not null,
  accepted_at timestamp with time zone default clock_timestamp() not null,
  state text default 'accepted'::text not null,
  commit text,
  rejection text,
  settled_at timestamp with time zone,
  constraint change_check CHECK (((state = 'accepted'::text) = (settled_at IS NULL))),
  constraint change_check1 CHECK (((state = ANY (ARRAY['pushed'::text, 'no-effect'::text])) = (commit IS NOT NULL))),
  constraint change_check2 CHECK (((state = 'rejected'::text) = (rejection IS NOT NULL))),
  constraint change_state_check CHECK ((state = ANY (ARRAY['accepted'::text, 'pushed'::text, 'no-effect'::text, 'rejected'::text]))),
  constraint change_pkey PRIMARY KEY (sequence),
  constraint change_id_key UNIQUE (id)
);

create INDEX change_pending ON changes.change USING btree (repository, COALESCE(team, ''::text), sequence) INCLUDE (bytes) WHERE (state = 'accepted'::text);

create INDEX change_rejected ON changes.change USING btree (repository, sequence) WHERE ((state = 'rejected'::text) AND (service = 'model-registry'::text));

create table changes.lease (
  name text not null,
  ticket text not null,
  acquired_at timestamp with time zone not null,
  constraint lease_pkey PRIMARY KEY (name)
);

create table changes.prepared (
  repository text not null,
  head text not null,
  outcomes json not null,
  prepared_at timestamp with time zone not null,
  constraint prepared_pkey PRIMARY KEY (repository, head)
);

create table changes.proposal (
  id text not null,
  repository text not null,
  key text not null,
  team text,
  service text not null,
  subject text not null,
  requested_by text not null,
  resource text not null,
  reason text not null,
  traceparent text,
  operations json not null,
  evidence text not null,
  auto_merge boolean not null,
  accepted_at timestamp with time zone default clock_timestamp() not null,
  state text default 'accepted'::text not null,
  number integer,
  url text,
  commit text,
  note text,
  settled_at timestamp with time zone,
  noticed text,
  constraint proposal_check CHECK (((state = ANY (ARRAY['accepted'::text, 'open'::text])) = (settled_at IS NULL))),
  constraint proposal_check1 CHECK (((state <> 'open'::text) OR (number IS NOT NULL))),
  constraint proposal_state_check CHECK ((state = ANY (ARRAY['accepted'::text, 'open'::text, 'merged'::text, 'closed'::text, 'superseded'::text, 'no-effect'::text, 'rejected'::text]))),
  constraint proposal_pkey PRIMARY KEY (id)
);

create INDEX proposal_of_team ON changes.proposal USING btree (repository, team, id);

create INDEX proposal_unnoticed ON changes.proposal USING btree (repository, id) WHERE ((state = ANY (ARRAY['open'::text, 'merged'::text, 'closed'::text])) AND (noticed IS DISTINCT FROM state));

create INDEX proposal_unsettled ON changes.proposal USING btree (repository, state, id) WHERE (state = ANY (ARRAY['accepted'::text, 'open'::text]));

create table desired_state.history (
  id bigint generated always as identity not null,
  team text not null,
  model text not null,
  kind text not null,
  alias text,
  version integer,
  stage text,
  at timestamp with time zone not null,
  by text not null,
  reason text,
  change text,
  commit text,
  constraint history_check CHECK (((alias IS NOT NULL) = (kind = 'alias'::text))),
  constraint history_check1 CHECK (((version IS NOT NULL) OR (kind = 'alias'::text))),
  constraint history_check2 CHECK (((stage IS NOT NULL) = (kind = 'stage'::text))),
  constraint history_kind_check CHECK ((kind = ANY (ARRAY['alias'::text, 'stage'::text]))),
  constraint history_pkey PRIMARY KEY (id)
);

create INDEX history_by_alias ON desired_state.history USING btree (team, model, alias, at DESC, id DESC) WHERE (kind = 'alias'::text);

create INDEX history_by_model ON desired_state.history USING btree (team, model, id DESC);

create table desired_state.position (
  repository text not null,
  commit text,
  foreign_through bigint not null,
  constraint position_pkey PRIMARY KEY (repository)
);

create table desired_state.problem (
  path text not null,
  team text not null,
  commit text not null,
  good text,
  at timestamp with time zone not null,
  message text not null,
  issues json not null,
  constraint problem_pkey PRIMARY KEY (path)
);

create table desired_state.rejection (
  change text not null,
  team text not null,
  paths text[] not null,
  reason text not null,
  at timestamp with time zone not null,
  constraint rejection_pkey PRIMARY KEY (change)
);

create INDEX rejection_by_path ON desired_state.rejection USING gin (paths);

create table github.delivery (
  sequence bigint not null,
  id uuid not null,
  event text not null,
  action text,
  repository text,
  owner text,
  number bigint,
  ref text,
  commit text,
  lane text not null,
  signature text not null,
  bytes integer not null,
  block bigint not null,
  block_offset integer not null,
  received_at timestamp with time zone not null,
  state text not null,
  failures integer default 0 not null,
  due_at timestamp with time zone not null,
  reason text,
  settled_at timestamp with time zone,
  replays integer default 0 not null,
  constraint delivery_check CHECK (((state = 'pending'::text) = (settled_at IS NULL))),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'handled'::text, 'ignored'::text, 'dead'::text]))),
  constraint delivery_pkey PRIMARY KEY (sequence),
  constraint delivery_id_key UNIQUE (id)
);

create INDEX delivery_by_repository ON github.delivery USING btree (lower(repository), sequence);

create INDEX delivery_dead ON github.delivery USING btree (sequence) WHERE (state = 'dead'::text);

create INDEX delivery_pending ON github.delivery USING btree (lane, sequence) WHERE (state = 'pending'::text);

create INDEX delivery_received ON github.delivery USING btree (received_at);

create INDEX delivery_waiting ON github.delivery USING btree (received_at) WHERE (state = 'pending'::text);

create table github.hook (
  hook text not null,
  compared_until timestamp with time zone not null,
  constraint hook_pkey PRIMARY KEY (hook)
);

create table github.lane_lease (
  lane text not null,
  worker text not null,
  leased_until timestamp with time zone not null,
  constraint lane_lease_pkey PRIMARY KEY (lane)
);

create table github.payload (
  block bigint not null,
  received_at timestamp with time zone not null,
  content bytea not null,
  constraint payload_pkey PRIMARY KEY (block)
);

create table github.redelivery (
  id uuid not null,
  asks integer not null,
  asked_at timestamp with time zone not null,
  constraint redelivery_pkey PRIMARY KEY (id)
);

create table host.check_run (
  repository text not null,
  commit text not null,
  name text not null,
  state text not null,
  title text not null,
  summary text not null,
  annotations jsonb not null,
  reported_at timestamp with time zone not null,
  details_url text,
  constraint check_run_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'in-progress'::text, 'success'::text, 'failure'::text, 'action-required'::text, 'cancelled'::text, 'skipped'::text]))),
  constraint check_run_pkey PRIMARY KEY (repository, commit, name)
);

create table host.comment (
  repository text not null,
  number integer not null,
  key text not null,
  body text not null,
  begun_at timestamp with time zone not null,
  constraint comment_repository_number_fkey FOREIGN KEY (repository, number) REFERENCES host.pull_request(repository, number),
  constraint comment_pkey PRIMARY KEY (repository, number, key)
);

create table host.commit_status (
  repository text not null,
  commit text not null,
  context text not null,
  state text not null,
  description text not null,
  url text,
  constraint commit_status_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'success'::text, 'failure'::text]))),
  constraint commit_status_pkey PRIMARY KEY (repository, commit, context)
);

create table host.deployment (
  repository text not null,
  commit text not null,
  environment text not null,
  state text not null,
  description text not null,
  url text,
  environment_url text,
  transient boolean default false not null,
  constraint deployment_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'success'::text, 'failure'::text, 'inactive'::text]))),
  constraint deployment_pkey PRIMARY KEY (repository, commit, environment)
);

create table host.hold (
  repository text not null,
  number integer not null,
  held_by text not null,
  held_at timestamp with time zone not null,
  constraint hold_pkey PRIMARY KEY (repository, number)
);

create table host.pull_request (
  repository text not null,
  number integer not null,
  title text not null,
  body text not null,
  author text not null,
  base text not null,
  head text not null,
  state text default 'open'::text not null,
  opened_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  settled_head text,
  merge_commit text,
  reviewers text[] default '{}'::text[] not null,
  constraint pull_request_check CHECK (((state = 'open'::text) = (settled_at IS NULL))),
  constraint pull_request_check1 CHECK (((state = 'merged'::text) = (merge_commit IS NOT NULL))),
  constraint pull_request_state_check CHECK ((state = ANY (ARRAY['open'::text, 'merged'::text, 'closed'::text]))),
  constraint pull_request_repository_fkey FOREIGN KEY (repository) REFERENCES host.repository(name),
  constraint pull_request_pkey PRIMARY KEY (repository, number)
);

create UNIQUE INDEX pull_request_open ON host.pull_request USING btree (repository, base, head) WHERE (state = 'open'::text);

create table host.repository (
  name text not null,
  last_number integer not null,
  constraint repository_pkey PRIMARY KEY (name)
);

create table host.review (
  repository text not null,
  number integer not null,
  reviewer text not null,
  verdict text not null,
  body text not null,
  commit text not null,
  given_at timestamp with time zone not null,
  constraint review_verdict_check CHECK ((verdict = ANY (ARRAY['approved'::text, 'changes-requested'::text]))),
  constraint review_repository_number_fkey FOREIGN KEY (repository, number) REFERENCES host.pull_request(repository, number),
  constraint review_pkey PRIMARY KEY (repository, number, reviewer)
);

create table host.told_deployment (
  repository text not null,
  commit text not null,
  told text not null,
  is_settled boolean not null,
  noticed boolean default false not null,
  constraint told_deployment_pkey PRIMARY KEY (repository, commit)
);

create INDEX deployment_unnoticed ON host.told_deployment USING btree (repository) WHERE (is_settled AND (NOT noticed));

create table models.model (
  ref bigint generated always as identity not null,
  team text not null,
  name text not null,
  path text not null,
  is_sharded boolean default (path ~~ 'teams/%/models/shard-__/%'::text),
  created_at bigint not null,
  updated_at bigint not null,
  description text,
  tags jsonb not null,
  aliases jsonb not null,
  next_version integer not null,
  generation bigint default 1 not null,
  is_prompt boolean default COALESCE(((tags ->> 'mlflow.prompt.is_prompt'::text) = 'true'::text), false),
  constraint model_pkey PRIMARY KEY (ref),
  constraint model_path_key UNIQUE (path),
  constraint model_team_name_key UNIQUE (team, name)
);

create INDEX model_by_tag ON models.model USING gin (tags jsonb_path_ops);

create INDEX model_unsharded ON models.model USING btree (team) WHERE (NOT is_sharded);

create table models.version (
  model bigint not null,
  version integer not null,
  created_at bigint not null,
  updated_at bigint not null,
  user_id text,
  stage text not null,
  description text,
  source text not null,
  storage_location text,
  run_id text,
  run_link text,
  model_id text,
  tags jsonb not null,
  is_prompt boolean default COALESCE(((tags ->> 'mlflow.prompt.is_prompt'::text) = 'true'::text), false),
  constraint version_stage_check CHECK ((stage = ANY (ARRAY['None'::text, 'Staging'::text, 'Production'::text, 'Archived'::text]))),
  constraint version_model_fkey FOREIGN KEY (model) REFERENCES models.model(ref) ON DELETE CASCADE,
  constraint version_pkey PRIMARY KEY (model, version)
);

create INDEX version_by_run ON models.version USING btree (COALESCE(run_id, ''::text));

create INDEX version_by_stage ON models.version USING btree (model, stage, ((- version)));

create INDEX version_by_tag ON models.version USING gin (tags jsonb_path_ops);

create INDEX version_prompt ON models.version USING btree (model) WHERE is_prompt;

create table notifications.message (
  sequence bigint generated always as identity not null,
  id text not null,
  rule text not null,
  lane text not null,
  destination json not null,
  template json,
  is_digest boolean not null,
  gathers_until timestamp with time zone,
  occurrences jsonb not null,
  total integer not null,
  created_at timestamp with time zone not null,
  state text default 'pending'::text not null,
  failures integer default 0 not null,
  due_at timestamp with time zone not null,
  reason text,
  worker text,
  leased_until timestamp with time zone,
  settled_at timestamp with time zone,
  constraint message_check CHECK (((state = 'pending'::text) = (settled_at IS NULL))),
  constraint message_check1 CHECK (((worker IS NULL) = (leased_until IS NULL))),
  constraint message_check2 CHECK ((is_digest = (gathers_until IS NOT NULL))),
  constraint message_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'sent'::text, 'dead'::text]))),
  constraint message_pkey PRIMARY KEY (sequence),
  constraint message_id_key UNIQUE (id)
);

create INDEX message_due ON notifications.message USING btree (lane, due_at, sequence) WHERE (state = 'pending'::text);

create INDEX message_gathering ON notifications.message USING btree (rule, lane) WHERE ((state = 'pending'::text) AND is_digest);

create INDEX message_leased ON notifications.message USING btree (worker) WHERE (worker IS NOT NULL);

create INDEX message_of_rule ON notifications.message USING btree (rule, state);

create INDEX message_settled ON notifications.message USING btree (state, settled_at) WHERE (state <> 'pending'::text);

create table notifications.position (
  team text not null,
  event bigint not null,
  constraint position_pkey PRIMARY KEY (team)
);

create table scheduler.agent_session (
  cluster text not null,
  session bigint not null,
  constraint agent_session_pkey PRIMARY KEY (cluster)
);

create table scheduler.artifact (
  run bigint not null,
  epoch integer not null,
  name text not null,
  attempt text not null,
  bytes bigint not null,
  sha256 text not null,
  key text not null,
  constraint artifact_run_fkey FOREIGN KEY (run) REFERENCES scheduler.run(id),
  constraint artifact_pkey PRIMARY KEY (run, name, epoch)
);

create table scheduler.attempt (
  run bigint not null,
  epoch integer not null,
  name text not null,
  cluster text not null,
  path text not null,
  change text not null,
  state text not null,
  reason text,
  exit_code bigint,
  commit text,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  recorded integer default 0 not null,
  execution text,
  constraint attempt_run_fkey FOREIGN KEY (run) REFERENCES scheduler.run(id),
  constraint attempt_pkey PRIMARY KEY (run, epoch),
  constraint attempt_name_key UNIQUE (name)
);

create INDEX attempt_live ON scheduler.attempt USING btree (cluster, run) WHERE (state <> ALL (ARRAY['succeeded'::text, 'failed'::text, 'stopped'::text, 'lost'::text]));

create table scheduler.awaited_change (
  change text not null,
  purpose text not null,
  kind text,
  team text,
  name text,
  run bigint,
  epoch integer,
  constraint awaited_change_purpose_check CHECK ((purpose = ANY (ARRAY['resource'::text, 'attempt'::text, 'withdrawal'::text, 'retirement'::text]))),
  constraint awaited_change_key UNIQUE NULLS NOT DISTINCT (change, purpose, run)
);

create INDEX awaited_change_of_run ON scheduler.awaited_change USING btree (run) WHERE (run IS NOT NULL);

create table scheduler.cluster_status (
  cluster text not null,
  status json not null,
  seen_at timestamp with time zone not null,
  constraint cluster_status_pkey PRIMARY KEY (cluster)
);

create table scheduler.event (
  team text not null,
  id bigint not null,
  run text not null,
  attempt text,
  at timestamp with time zone not null,
  type text not null,
  message text not null,
  data json not null,
  constraint event_pkey PRIMARY KEY (team, id)
);

create INDEX event_by_run ON scheduler.event USING btree (team, run, id);

create table scheduler.event_clock (
  team text not null,
  last bigint not null,
  constraint event_clock_pkey PRIMARY KEY (team)
);

create table scheduler.followed_environment (
  repository text not null,
  commit text not null,
  constraint followed_environment_pkey PRIMARY KEY (repository)
);

create table scheduler.log (
  attempt text not null,
  index integer not null,
  next bigint not null,
  is_full boolean not null,
  mark text,
  constraint log_pkey PRIMARY KEY (attempt, index)
);

create table scheduler.log_chunk (
  attempt text not null,
  index integer not null,
  start bigint not null,
  bytes bytea not null,
  constraint log_chunk_pkey PRIMARY KEY (attempt, index, start)
);

create table scheduler.metric (
  run bigint not null,
  id bigint generated always as identity not null,
  name text not null,
  value double precision not null,
  step bigint,
  at timestamp with time zone not null,
  constraint metric_pkey PRIMARY KEY (run, id)
);

create INDEX metric_by_name ON scheduler.metric USING btree (run, name, id);

create table scheduler.metric_latest (
  run bigint not null,
  name text not null,
  value double precision not null,
  step bigint,
  at timestamp with time zone not null,
  constraint metric_latest_pkey PRIMARY KEY (run, name)
);

create table scheduler.resource (
  kind text not null,
  team text not null,
  name text not null,
  generation integer not null,
  change text not null,
  updated_at timestamp with time zone not null,
  rejection text,
  starts_trials boolean default false not null,
  constraint resource_change_fkey FOREIGN KEY (change) REFERENCES scheduler.revision(change),
  constraint resource_pkey PRIMARY KEY (kind, team, name)
);

create table scheduler.revision (
  change text not null,
  document json not null,
  source text not null,
  files json not null,
  constraint revision_pkey PRIMARY KEY (change)
);

create table scheduler.run (
  id bigint generated always as identity not null,
  team text not null,
  name text not null,
  job text not null,
  generation integer not null,
  revision text not null,
  requested_by text not null,
  request_reason text not null,
  traceparent text,
  cluster text not null,
  created_at timestamp with time zone not null,
  state text not null,
  reason text,
  retry json not null,
  retries integer not null,
  losses integer not null,
  retirement json not null,
  epoch integer not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  progress double precision,
  progress_message text,
  backoff_epoch integer,
  backoff_due timestamp with time zone,
  study bigint,
  trial integer,
  parameters json,
  constraint run_check CHECK ((((trial IS NULL) = (study IS NULL)) AND ((trial IS NULL) = (parameters IS NULL)))),
  constraint run_revision_fkey FOREIGN KEY (revision) REFERENCES scheduler.revision(change),
  constraint run_pkey PRIMARY KEY (id),
  constraint run_name_key UNIQUE (name)
);

create INDEX run_backing_off ON scheduler.run USING btree (backoff_due) WHERE (state = 'backing-off'::text);

create INDEX run_by_job ON scheduler.run USING btree (team, job, id DESC);

create INDEX run_by_team ON scheduler.run USING btree (team, id DESC);

create INDEX run_held ON scheduler.run USING btree (team, id) WHERE ((state = 'pending'::text) AND (epoch = 0));

create UNIQUE INDEX run_of_trial ON scheduler.run USING btree (study, trial) WHERE (trial IS NOT NULL);

create INDEX run_retirable ON scheduler.run USING btree (team, job) WHERE ((trial IS NOT NULL) AND ((retirement ->> 'state'::text) = 'requested'::text));

create INDEX run_unended ON scheduler.run USING btree (team, job) WHERE (state <> ALL (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text]));

create table scheduler.run_request (
  id text not null,
  repository text not null,
  commit text not null,
  verb text not null,
  requested_by text not null,
  reason text not null,
  asked_at timestamp with time zone default clock_timestamp() not null,
  answered_at timestamp with time zone,
  constraint run_request_verb_check CHECK ((verb = ANY (ARRAY['retry'::text, 'cancel'::text]))),
  constraint run_request_pkey PRIMARY KEY (id)
);

create INDEX run_request_open ON scheduler.run_request USING btree (asked_at) WHERE (answered_at IS NULL);

create table scheduler.study_result (
  team text not null,
  name text not null,
  sequence bigint not null,
  change text not null,
  constraint study_result_pkey PRIMARY KEY (team, name)
);

create table scheduler.taken_over (
  repository text not null,
  commit text not null,
  kind text not null,
  team text not null,
  name text not null,
  change text,
  run text,
  refusal text,
  taken_at timestamp with time zone not null,
  constraint taken_over_pkey PRIMARY KEY (repository, commit, kind, team, name)
);

create INDEX taken_over_at ON scheduler.taken_over USING btree (taken_at);

create table scheduler.tracked_attempt (
  attempt text not null,
  team text not null,
  tracking_run text not null,
  constraint tracked_attempt_attempt_fkey FOREIGN KEY (attempt) REFERENCES scheduler.attempt(name),
  constraint tracked_attempt_pkey PRIMARY KEY (attempt)
);

create table tracking.dataset (
  ref bigint generated always as identity not null,
  experiment bigint not null,
  name text not null,
  digest text not null,
  source_type text not null,
  source text not null,
  schema text,
  profile text,
  constraint dataset_experiment_fkey FOREIGN KEY (experiment) REFERENCES tracking.experiment(ref),
  constraint dataset_pkey PRIMARY KEY (ref),
  constraint dataset_experiment_name_digest_key UNIQUE (experiment, name, digest)
);

create table tracking.experiment (
  ref bigint generated always as identity not null,
  team text not null,
  id bigint not null,
  name text not null,
  artifact_location text not null,
  lifecycle_stage text not null,
  creation_time bigint not null,
  last_update_time bigint not null,
  constraint experiment_lifecycle_stage_check CHECK ((lifecycle_stage = ANY (ARRAY['active'::text, 'deleted'::text]))),
  constraint experiment_team_fkey FOREIGN KEY (team) REFERENCES tracking.team(name),
  constraint experiment_pkey PRIMARY KEY (ref),
  constraint experiment_team_id_key UNIQUE (team, id),
  constraint experiment_team_name_key UNIQUE (team, name)
);

create table tracking.experiment_tag (
  experiment bigint not null,
  key text not null,
  value text not null,
  constraint experiment_tag_experiment_fkey FOREIGN KEY (experiment) REFERENCES tracking.experiment(ref),
  constraint experiment_tag_pkey PRIMARY KEY (experiment, key)
);

create table tracking.logged_model (
  ref bigint generated always as identity not null,
  team text not null,
  id text not null,
  experiment bigint not null,
  name text not null,
  artifact_uri text not null,
  created_at bigint not null,
  updated_at bigint not null,
  status text not null,
  is_deleted boolean default false not null,
  model_type text not null,
  source_run text not null,
  constraint logged_model_status_check CHECK ((status = ANY (ARRAY['UNSPECIFIED'::text, 'PENDING'::text, 'READY'::text, 'FAILED'::text]))),
  constraint logged_model_experiment_fkey FOREIGN KEY (experiment) REFERENCES tracking.experiment(ref),
  constraint logged_model_pkey PRIMARY KEY (ref),
  constraint logged_model_team_id_key UNIQUE (team, id)
);

create INDEX logged_model_by_experiment ON tracking.logged_model USING btree (experiment, created_at DESC, id) WHERE (NOT is_deleted);

create table tracking.logged_model_metric (
  model bigint not null,
  key text not null,
  "timestamp" bigint not null,
  step bigint not null,
  run bigint not null,
  value double precision not null,
  dataset_name text,
  dataset_digest text,
  constraint logged_model_metric_check CHECK (((dataset_name IS NULL) = (dataset_digest IS NULL))),
  constraint logged_model_metric_model_fkey FOREIGN KEY (model) REFERENCES tracking.logged_model(ref) ON DELETE CASCADE,
  constraint logged_model_metric_run_fkey FOREIGN KEY (run) REFERENCES tracking.run(ref),
  constraint logged_model_metric_pkey PRIMARY KEY (model, key, "timestamp", step, run)
);

create table tracking.logged_model_param (
  model bigint not null,
  key text not null,
  value text not null,
  constraint logged_model_param_model_fkey FOREIGN KEY (model) REFERENCES tracking.logged_model(ref) ON DELETE CASCADE,
  constraint logged_model_param_pkey PRIMARY KEY (model, key)
);

create table tracking.logged_model_tag (
  model bigint not null,
  key text not null,
  value text not null,
  constraint logged_model_tag_model_fkey FOREIGN KEY (model) REFERENCES tracking.logged_model(ref) ON DELETE CASCADE,
  constraint logged_model_tag_pkey PRIMARY KEY (model, key)
);

create table tracking.metric (
  run bigint not null,
  key text not null,
  experiment bigint not null,
  series bigint generated always as identity not null,
  step bigint not null,
  "timestamp" bigint not null,
  value double precision not null,
  constraint metric_pkey PRIMARY KEY (run, key)
);

create INDEX metric_by_value ON tracking.metric USING btree (experiment, key, value, run);

create table tracking.metric_block (
  series bigint not null,
  min_timestamp bigint not null,
  max_timestamp bigint not null,
  digest bigint not null,
  points bytea not null,
  constraint metric_block_pkey PRIMARY KEY (series, min_timestamp, digest)
);

create table tracking.metric_inbox (
  id bigint generated always as identity not null,
  run bigint not null,
  experiment bigint not null,
  keys json not null,
  points bytea not null,
  series integer not null,
  constraint metric_inbox_pkey PRIMARY KEY (id)
);

create INDEX metric_inbox_by_run ON tracking.metric_inbox USING btree (experiment, run);

create table tracking.param (
  run bigint not null,
  key text not null,
  experiment bigint not null,
  value text not null,
  beginning text default "left"(value, 200) not null,
  constraint param_pkey PRIMARY KEY (run, key)
);

create INDEX param_by_value ON tracking.param USING btree (experiment, key, beginning, run);

create table tracking.run (
  ref bigint generated always as identity not null,
  team text not null,
  id text not null,
  experiment bigint not null,
  name text not null,
  user_id text not null,
  status text not null,
  start_time bigint not null,
  end_time bigint,
  lifecycle_stage text not null,
  artifact_uri text not null,
  constraint run_lifecycle_stage_check CHECK ((lifecycle_stage = ANY (ARRAY['active'::text, 'deleted'::text]))),
  constraint run_experiment_fkey FOREIGN KEY (experiment) REFERENCES tracking.experiment(ref),
  constraint run_pkey PRIMARY KEY (ref),
  constraint run_team_id_key UNIQUE (team, id)
);

create INDEX run_by_start ON tracking.run USING btree (experiment, start_time DESC, id);

create table tracking.run_dataset (
  run bigint not null,
  dataset bigint not null,
  ordinal bigint generated always as identity not null,
  context text,
  tags json not null,
  constraint run_dataset_dataset_fkey FOREIGN KEY (dataset) REFERENCES tracking.dataset(ref),
  constraint run_dataset_run_fkey FOREIGN KEY (run) REFERENCES tracking.run(ref),
  constraint run_dataset_pkey PRIMARY KEY (run, dataset)
);

create INDEX run_dataset_by_dataset ON tracking.run_dataset USING btree (dataset, run);

create table tracking.run_model (
  run bigint not null,
  direction text not null,
  model_id text not null,
  ordinal bigint generated always as identity not null,
  step bigint not null,
  constraint run_model_direction_check CHECK ((direction = ANY (ARRAY['input'::text, 'output'::text]))),
  constraint run_model_run_fkey FOREIGN KEY (run) REFERENCES tracking.run(ref),
  constraint run_model_pkey PRIMARY KEY (run, direction, model_id)
);

create table tracking.tag (
  run bigint not null,
  key text not null,
  experiment bigint not null,
  value text not null,
  beginning text default "left"(value, 200) not null,
  constraint tag_pkey PRIMARY KEY (run, key)
);

create INDEX tag_by_value ON tracking.tag USING btree (experiment, key, beginning, run);

create table tracking.team (
  name text not null,
  next_experiment bigint not null,
  constraint team_pkey PRIMARY KEY (name)
);

create table tuning.followed_resource (
  team text not null,
  name text not null,
  change text not null,
  problem text,
  constraint followed_resource_pkey PRIMARY KEY (team, name)
);

create table tuning.optuna_distribution (
  study bigint not null,
  parameter text not null,
  distribution text not null,
  constraint optuna_distribution_study_fkey FOREIGN KEY (study) REFERENCES tuning.study(ref) ON DELETE CASCADE,
  constraint optuna_distribution_pkey PRIMARY KEY (study, parameter)
);

create table tuning.optuna_parameter (
  study bigint not null,
  trial integer not null,
  parameter text not null,
  place integer not null,
  internal double precision not null,
  distribution text not null,
  constraint optuna_parameter_study_trial_fkey FOREIGN KEY (study, trial) REFERENCES tuning.trial(study, number) ON DELETE CASCADE,
  constraint optuna_parameter_pkey PRIMARY KEY (study, trial, parameter)
);

create table tuning.optuna_study_attribute (
  study bigint not null,
  scope text not null,
  key text not null,
  value text not null,
  constraint optuna_study_attribute_scope_check CHECK ((scope = ANY (ARRAY['user'::text, 'system'::text]))),
  constraint optuna_study_attribute_study_fkey FOREIGN KEY (study) REFERENCES tuning.study(ref) ON DELETE CASCADE,
  constraint optuna_study_attribute_pkey PRIMARY KEY (study, scope, key)
);

create table tuning.optuna_trial_attribute (
  study bigint not null,
  trial integer not null,
  scope text not null,
  key text not null,
  value text not null,
  constraint optuna_trial_attribute_scope_check CHECK ((scope = ANY (ARRAY['user'::text, 'system'::text]))),
  constraint optuna_trial_attribute_study_trial_fkey FOREIGN KEY (study, trial) REFERENCES tuning.trial(study, number) ON DELETE CASCADE,
  constraint optuna_trial_attribute_pkey PRIMARY KEY (study, trial, scope, key)
);

create table tuning.prior (
  study bigint not null,
  place integer not null,
  point double precision[] not null,
  "values" double precision[] not null,
  constraint prior_study_fkey FOREIGN KEY (study) REFERENCES tuning.study(ref) ON DELETE CASCADE,
  constraint prior_pkey PRIMARY KEY (study, place)
);

create table tuning.report (
  study bigint not null,
  place bigint not null,
  trial integer not null,
  step bigint not null,
  "values" double precision[] not null,
  sequence bigint default 0 not null,
  constraint report_study_fkey FOREIGN KEY (study) REFERENCES tuning.study(ref) ON DELETE CASCADE,
  constraint report_pkey PRIMARY KEY (study, place),
  constraint report_study_trial_step_key UNIQUE (study, trial, step)
);

create table tuning.study (
  ref bigint generated always as identity not null,
  team text not null,
  name text not null,
  spec json not null,
  seed bigint not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  state text not null,
  reason text,
  stop json not null,
  version bigint default 0 not null,
  sequence bigint default 0 not null,
  reports bigint default 0 not null,
  next_trial integer default 0 not null,
  waiting integer default 0 not null,
  running integer default 0 not null,
  complete integer default 0 not null,
  pruned integer default 0 not null,
  failed integer default 0 not null,
  since_best integer default 0 not null,
  front json default '[]'::json not null,
  optuna_name text,
  cost double precision default 0 not null,
  end_noticed boolean default false not null,
  constraint study_state_check CHECK ((state = ANY (ARRAY['running'::text, 'paused'::text, 'ended'::text]))),
  constraint study_pkey PRIMARY KEY (ref),
  constraint study_team_name_key UNIQUE (team, name)
);

create UNIQUE INDEX study_optuna_name ON tuning.study USING btree (team, optuna_name) WHERE (optuna_name IS NOT NULL);

create INDEX study_unnoticed ON tuning.study USING btree (ref) WHERE ((state = 'ended'::text) <> end_noticed);

create table tuning.trial (
  study bigint not null,
  number integer not null,
  state text not null,
  worker text,
  leased_until timestamp with time zone,
  handed_out integer not null,
  parameters json not null,
  point double precision[] not null,
  is_suggested boolean not null,
  "values" double precision[] not null,
  last_step bigint,
  last_values double precision[] not null,
  is_stopped boolean not null,
  reports integer not null,
  begun bigint,
  told bigint,
  note text,
  created_at timestamp with time zone not null,
  begun_at timestamp with time zone,
  ended_at timestamp with time zone,
  constraints double precision[] default '{}'::double precision[] not null,
  violation double precision default 0 not null,
  cost double precision,
  improved boolean default false not null,
  training json,
  constraint trial_check CHECK (((state = 'waiting'::text) = (worker IS NULL))),
  constraint trial_check1 CHECK (((state = 'waiting'::text) = (begun IS NULL))),
  constraint trial_check2 CHECK (((state = ANY (ARRAY['waiting'::text, 'running'::text])) = (told IS NULL))),
  constraint trial_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'running'::text, 'complete'::text, 'pruned'::text, 'failed'::text]))),
  constraint trial_study_fkey FOREIGN KEY (study) REFERENCES tuning.study(ref) ON DELETE CASCADE,
  constraint trial_pkey PRIMARY KEY (study, number)
);

create UNIQUE INDEX trial_begun ON tuning.trial USING btree (study, begun) WHERE (begun IS NOT NULL);

create INDEX trial_by_state ON tuning.trial USING btree (study, state, number);

create UNIQUE INDEX trial_told ON tuning.trial USING btree (study, told) WHERE (told IS NOT NULL);

create table webhooks.delivery (
  sequence bigint generated always as identity not null,
  id text default (gen_random_uuid())::text not null,
  webhook bigint not null,
  body text not null,
  published_at timestamp with time zone not null,
  state text default 'pending'::text not null,
  failures integer default 0 not null,
  due_at timestamp with time zone not null,
  reason text,
  worker text,
  leased_until timestamp with time zone,
  settled_at timestamp with time zone,
  constraint delivery_check CHECK (((state = 'pending'::text) = (settled_at IS NULL))),
  constraint delivery_check1 CHECK (((worker IS NULL) = (leased_until IS NULL))),
  constraint delivery_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text]))),
  constraint delivery_webhook_fkey FOREIGN KEY (webhook) REFERENCES webhooks.webhook(ref) ON DELETE CASCADE,
  constraint delivery_pkey PRIMARY KEY (sequence),
  constraint delivery_id_key UNIQUE (id)
);

create INDEX delivery_by_age ON webhooks.delivery USING btree (published_at) WHERE (state = 'pending'::text);

create INDEX delivery_leased ON webhooks.delivery USING btree (worker) WHERE (worker IS NOT NULL);

create INDEX delivery_pending ON webhooks.delivery USING btree (webhook, sequence) WHERE (state = 'pending'::text);

create INDEX delivery_settled ON webhooks.delivery USING btree (state, settled_at) WHERE (state <> 'pending'::text);

create table webhooks.webhook (
  ref bigint generated always as identity not null,
  team text not null,
  id text not null,
  name text not null,
  description text not null,
  url text not null,
  events text[] not null,
  status text not null,
  created_at bigint not null,
  updated_at bigint not null,
  sealed_secret bytea,
  constraint webhook_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'DISABLED'::text]))),
  constraint webhook_pkey PRIMARY KEY (ref),
  constraint webhook_team_id_key UNIQUE (team, id)
);

create table workflow.run (
  id bigint generated always as identity not null,
  key text not null,
  team text not null,
  repository text not null,
  clone_url text not null,
  on_github boolean not null,
  workflow text not null,
  document json not null,
  event json not null,
  commit text not null,
  pull_request integer,
  concurrency_group text not null,
  cancel_superseded boolean not null,
  state text not null,
  reason text,
  jobs json not null,
  awaits text[] not null,
  programs text[] not null,
  due timestamp with time zone,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  version integer default 1 not null,
  told integer default 0 not null,
  changed_at timestamp with time zone not null,
  constraint run_state_check CHECK ((state = ANY (ARRAY['waiting-for-approval'::text, 'queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text]))),
  constraint run_pkey PRIMARY KEY (id),
  constraint run_key_key UNIQUE (key)
);

create INDEX run_at_work ON workflow.run USING btree (id) WHERE (programs <> '{}'::text[]);

create INDEX run_awaiting ON workflow.run USING btree (id) WHERE (awaits <> '{}'::text[]);

create INDEX run_due ON workflow.run USING btree (due) WHERE (due IS NOT NULL);

create INDEX run_ended ON workflow.run USING btree (ended_at) WHERE (ended_at IS NOT NULL);

create INDEX run_of_commit ON workflow.run USING btree (repository, commit);

create INDEX run_of_pull_request ON workflow.run USING btree (repository, pull_request) WHERE (pull_request IS NOT NULL);

create INDEX run_of_team ON workflow.run USING btree (team, id DESC);

create INDEX run_unended ON workflow.run USING btree (repository, concurrency_group) WHERE (state = ANY (ARRAY['waiting-for-approval'::text, 'queued'::text, 'running'::text]));

create INDEX run_untold ON workflow.run USING btree (changed_at) WHERE (on_github AND (told < version));

create table workflow.schedule (
  repository text not null,
  workflow text not null,
  cron text not null,
  time_zone text not null,
  due timestamp with time zone,
  constraint schedule_pkey PRIMARY KEY (repository, workflow, cron)
);

create INDEX schedule_due ON workflow.schedule USING btree (due) WHERE (due IS NOT NULL);
