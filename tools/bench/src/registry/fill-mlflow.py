"""Writes COUNT runs into the tables of MLflow's server, as many statements as tables: DATABASE_URL COUNT.

Through its API they would take an hour. They are the runs that Slipway gets through its API.
"""

import sys

import psycopg2

url, count = sys.argv[1], int(sys.argv[2])

STATEMENTS = [
    """insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status, start_time,
        source_version, lifecycle_stage, artifact_uri, experiment_id)
      select md5(n::text), 'searched-' || n, 'UNKNOWN', '', '', 'bench', 'RUNNING', 1700000000000 + n, '', 'active',
        'mlflow-artifacts:/0/' || md5(n::text) || '/artifacts', 0
      from generate_series(0, %(count)s - 1) n""",
    """insert into tags (key, value, run_uuid)
      select key, value, md5(n::text) from generate_series(0, %(count)s - 1) n,
        lateral (values ('mlflow.user', 'bench'), ('mlflow.source.name', 'train.py'), ('mlflow.source.type', 'LOCAL'),
          ('mlflow.runName', 'searched-' || n)) tag (key, value)""",
    """insert into params (key, value, run_uuid)
      select key, value, md5(n::text) from generate_series(0, %(count)s - 1) n,
        lateral (values ('lr', (array['0.1', '0.01', '0.001', '0.0001'])[n %% 4 + 1]), ('depth', (n %% 10)::text))
          param (key, value)""",
    """insert into latest_metrics (key, value, timestamp, step, is_nan, run_uuid)
      select key, value, 1700000000000, 0, false, md5(n::text) from generate_series(0, %(count)s - 1) n,
        lateral (values ('loss', (n::bigint * 7919 %% 100000) / 100000.0),
          ('accuracy', 1 - (n::bigint * 7919 %% 100000) / 100000.0)) metric (key, value)""",
    """insert into metrics (key, value, timestamp, step, is_nan, run_uuid)
      select key, value, timestamp, step, is_nan, run_uuid from latest_metrics where run_uuid in
        (select md5(n::text) from generate_series(0, %(count)s - 1) n)""",
]

connection = psycopg2.connect(url)
with connection, connection.cursor() as cursor:
    for statement in STATEMENTS:
        cursor.execute(statement, {"count": count})
connection.autocommit = True
with connection.cursor() as cursor:
    cursor.execute("vacuum analyze")
