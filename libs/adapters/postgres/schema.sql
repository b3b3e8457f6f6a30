create schema changes;

create schema scheduler;

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
  constraint attempt_run_fkey FOREIGN KEY (run) REFERENCES scheduler.run(id),
  constraint attempt_pkey PRIMARY KEY (run, epoch),
  constraint attempt_name_key UNIQUE (name)
);

create table scheduler.awaited_change (
  change text not null,
  purpose text not null,
  kind text,
  team text,
  name text,
  run bigint,
  epoch integer,
  constraint awaited_change_purpose_check CHECK ((purpose = ANY (ARRAY['resource'::text, 'attempt'::text, 'retirement'::text]))),
  constraint awaited_change_pkey PRIMARY KEY (change, purpose)
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

create table scheduler.log (
  attempt text not null,
  index integer not null,
  next bigint not null,
  is_full boolean not null,
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
  constraint run_revision_fkey FOREIGN KEY (revision) REFERENCES scheduler.revision(change),
  constraint run_pkey PRIMARY KEY (id),
  constraint run_name_key UNIQUE (name)
);

create INDEX run_backing_off ON scheduler.run USING btree (backoff_due) WHERE (state = 'backing-off'::text);

create INDEX run_by_job ON scheduler.run USING btree (team, job, id DESC);

create INDEX run_by_team ON scheduler.run USING btree (team, id DESC);

create INDEX run_held ON scheduler.run USING btree (team, id) WHERE ((state = 'pending'::text) AND (epoch = 0));

create INDEX run_unended ON scheduler.run USING btree (team, job) WHERE (state <> ALL (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text]));
