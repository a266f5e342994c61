"""The statements of the case log. What an action writes of its case is one: round trips cost more.

The times of the steps that an action closed, the row of a case that has ended, and the end of incidents of which the
case has got free are written by the same statement. A draft goes when its author hands it in; whoever was too late has
it still.
"""

from __future__ import annotations

from sqlalchemy import text

CASE = "id, process_id, release_id, subject_id, document_kind, document_id, status, seq, head, beku"
ROW = "seq, kind, at, key, facts, actor_id, mandate, request_id, operation"
GIVEN_STEPS = """SELECT jsonb_object_agg(key, jsonb_build_array(pegawai_id, reason))
FROM reassignment WHERE case_id = :id AND ended_at IS NULL"""
GIVEN = text(GIVEN_STEPS)
LOCK = text(f"""
WITH held AS MATERIALIZED (
  SELECT {CASE} FROM process_case WHERE id = :id FOR NO KEY UPDATE SKIP LOCKED
)
SELECT held.*, clock_timestamp(), versi_organisasi.nomor, ({GIVEN_STEPS}) FROM held, versi_organisasi
""")  # noqa: S608 - constants only
WAIT = text("SELECT FROM process_case WHERE id = :id FOR NO KEY UPDATE")
READ = text(f"SELECT {CASE} FROM process_case WHERE id = :id")  # noqa: S608 - constants only
JOURNAL = text(f"SELECT {ROW} FROM journal WHERE case_id = :id ORDER BY seq")  # noqa: S608
COURSE = text(
    "SELECT seq, kind, at, key, facts FROM journal WHERE case_id = :id AND seq <= :upto ORDER BY seq"
)
RENAMED = text(
    "SELECT facts -> :fact FROM journal WHERE case_id = :id AND kind = 'migrated' AND facts -> :fact IS NOT NULL "
    "ORDER BY seq"
)
BEFORE = text(
    "SELECT facts ->> :fact FROM journal WHERE case_id = :id AND kind = 'migrated' ORDER BY seq DESC"
)
ENTRY = text(f"SELECT {ROW} FROM journal WHERE case_id = :id AND key = :key ORDER BY seq LIMIT 1")  # noqa: S608
TIME = (
    "case_id, seq, key, process_id, element_id, kind, nth, release_id, opened_at, closed_at, due_at, outcome"
)
TIME_ROWS = """jsonb_to_recordset(CAST(:times AS jsonb)) AS t(seq int, key text, process_id text, element_id text,
    kind text, nth int, release_id bigint, opened_at timestamptz, closed_at timestamptz, due_at timestamptz,
    outcome text)"""
LAST_DAYS = text("SELECT seq, key, due_at FROM step_time WHERE case_id = :id AND kind = 'human'")
TIMES = text(f"""
INSERT INTO step_time ({TIME})
SELECT :id, t.seq, t.key, t.process_id, t.element_id, t.kind, t.nth, t.release_id, t.opened_at, t.closed_at, t.due_at,
  t.outcome FROM {TIME_ROWS}""")  # noqa: S608 - constants only
CASE_TIME = text("""
INSERT INTO case_time (case_id, process_id, release_id, opened_at, closed_at, status, path)
SELECT id, process_id, release_id, opened_at, closed_at, status, coalesce((
  SELECT string_agg(element_id, ' ' ORDER BY seq, key) FROM step_time
  WHERE case_id = :id AND kind = 'human' AND outcome = 'done'), '')
FROM process_case WHERE id = :id AND status <> 'OPEN'""")
WRITE = text(f"""
WITH entries AS (
  INSERT INTO journal (case_id, seq, kind, at, key, facts, actor_id, mandate, request_id, operation, hash)
  SELECT :id, e.seq, e.kind, e.at, e.key, e.facts, e.actor_id, e.mandate, e.request_id, e.operation,
    decode(e.hash, 'hex')
  FROM jsonb_to_recordset(CAST(:entries AS jsonb)) AS e(seq int, kind text, at timestamptz, key text, facts jsonb,
    actor_id bigint, mandate jsonb, request_id uuid, operation text, hash text)
  RETURNING key, actor_id
), closed_items AS (
  DELETE FROM work_item WHERE case_id = :id AND key = ANY(CAST(:closed AS text[])) RETURNING key, due_at
), times AS (
  INSERT INTO step_time ({TIME})
  SELECT :id, t.seq, t.key, t.process_id, t.element_id, t.kind, t.nth, t.release_id, t.opened_at, t.closed_at,
    coalesce(t.due_at, closed_items.due_at), t.outcome
  FROM {TIME_ROWS} LEFT JOIN closed_items ON closed_items.key = t.key
  RETURNING seq, key, element_id, kind, outcome
), ended_case AS (
  INSERT INTO case_time (case_id, process_id, release_id, opened_at, closed_at, status, path)
  SELECT id, process_id, release_id, opened_at, CAST(:closed_at AS timestamptz), CAST(:status AS text), coalesce((
    SELECT string_agg(element_id, ' ' ORDER BY seq, key)
    FROM (SELECT seq, key, element_id, kind, outcome FROM step_time WHERE case_id = :id
      UNION ALL SELECT seq, key, element_id, kind, outcome FROM times) AS steps
    WHERE kind = 'human' AND outcome = 'done'), '')
  FROM process_case WHERE id = :id AND CAST(:status AS text) <> 'OPEN'
), gone_on AS (
  UPDATE incident SET closed_at = CAST(:now AS timestamptz),
    closing = CASE CAST(:status AS text) WHEN 'CANCELLED' THEN 'CANCELLED' ELSE 'WENT_ON' END
  WHERE case_id = :id AND closed_at IS NULL AND (
    CAST(:status AS text) <> 'OPEN' OR key = ANY(CAST(:keys AS text[])) OR trigger_key = ANY(CAST(:keys AS text[])))
), closed_timers AS (
  DELETE FROM timer WHERE case_id = :id AND key = ANY(CAST(:closed AS text[]))
), closed_messages AS (
  DELETE FROM langganan WHERE case_id = :id AND key = ANY(CAST(:closed AS text[]))
), ended AS (
  UPDATE reassignment SET ended_at = CAST(:now AS timestamptz)
  WHERE case_id = :id AND key = ANY(CAST(:closed AS text[])) AND ended_at IS NULL
), handed_in AS (
  DELETE FROM draft USING entries
  WHERE draft.case_id = :id AND draft.key = entries.key AND draft.akun_id = entries.actor_id
), items AS (
  INSERT INTO work_item (
    case_id, key, process_id, element_id, name, role, subject_id, opened_at, due_at, on_date, quiet)
  SELECT :id, i.key, i.process_id, i.element_id, i.name, i.role, :subject, i.opened_at, i.due_at, i.on_date, i.quiet
  FROM jsonb_to_recordset(CAST(:items AS jsonb)) AS i(key text, process_id text, element_id text, name text,
    role text, opened_at timestamptz, due_at timestamptz, on_date date, quiet boolean)
), timers AS (
  INSERT INTO timer (case_id, key, due_at)
  SELECT :id, t.key, t.due_at FROM jsonb_to_recordset(CAST(:timers AS jsonb)) AS t(key text, due_at timestamptz)
), messages AS (
  INSERT INTO langganan (case_id, key, nama, korelasi)
  SELECT :id, m.key, m.message, m.correlation
  FROM jsonb_to_recordset(CAST(:awaited AS jsonb)) AS m(key text, message text, correlation text)
), moved AS (
  UPDATE process_case SET seq = :seq, head = :head, status = CAST(:status AS text),
    closed_at = CAST(:closed_at AS timestamptz)
  WHERE id = :id
)
SELECT procrastinate_defer_jobs_v1(array_agg(ROW(
  j.queue, j.task, j.priority, j.lock, NULL, j.args, NULL)::procrastinate_job_to_defer_v1))
FROM jsonb_to_recordset(CAST(:jobs AS jsonb)) AS j(task varchar, args jsonb, queue varchar, priority int, lock text)
HAVING count(*) > 0
""")  # noqa: S608 - constants only
