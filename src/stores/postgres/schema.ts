/**
 * The schema, as numbered steps that only go forward. A step that was released is never edited; a change of the schema is
 * one more step at the end, and a changed function gets another name: the previous release still calls the old one.
 * Text is compared by its bytes (`COLLATE "C"`), as the other stores do, whatever the database's language.
 */

/** A step, for the quoted name of the schema that it is to stand in. */
type Step = (schema: string) => string

const TEXT = 'text COLLATE "C"'

export const steps: readonly Step[] = [
  (schema) => [users, sessions, secrets, keys, throttles, log, events, visits, commitWrites].map((part) => part(schema)).join('\n'),
  (schema) => listed(schema),
]

const users: Step = (schema) => `
  CREATE TABLE ${schema}."user" (
    "id" ${TEXT} PRIMARY KEY,
    "username" ${TEXT} NOT NULL,
    "canonical" ${TEXT} NOT NULL UNIQUE,
    "email" ${TEXT},
    "password" ${TEXT},
    "roles" ${TEXT} NOT NULL,
    "created" bigint NOT NULL,
    "disabled" bigint,
    "epoch" bigint NOT NULL,
    "version" bigint NOT NULL,
    "passwordChanged" bigint NOT NULL,
    "preferences" ${TEXT} NOT NULL
  );
  CREATE INDEX "user_with_roles" ON ${schema}."user" ("id") WHERE "roles" <> '[]';`

const sessions: Step = (schema) => `
  CREATE TABLE ${schema}."session" (
    "id" ${TEXT} PRIMARY KEY,
    "subject" ${TEXT} REFERENCES ${schema}."user" ("id") ON DELETE CASCADE,
    "carrier" ${TEXT} NOT NULL,
    "scope" ${TEXT},
    "root" ${TEXT},
    "data" ${TEXT},
    "dataVersion" bigint NOT NULL,
    "created" bigint NOT NULL,
    "authTime" bigint NOT NULL,
    "lastSeen" bigint NOT NULL,
    "idle" bigint NOT NULL,
    "absoluteEnd" bigint NOT NULL,
    "remember" bigint NOT NULL CHECK ("remember" IN (0, 1)),
    "epoch" bigint NOT NULL,
    "address" ${TEXT},
    "agent" ${TEXT}
  );
  CREATE INDEX "session_of_subject" ON ${schema}."session" ("subject", "created", "id");
  CREATE INDEX "session_by_end" ON ${schema}."session" ("absoluteEnd");
  CREATE INDEX "session_by_idle_end" ON ${schema}."session" (("lastSeen" + "idle"));`

const secrets: Step = (schema) => `
  CREATE TABLE ${schema}."secret" (
    "digest" ${TEXT} PRIMARY KEY,
    "purpose" ${TEXT} NOT NULL,
    "session" ${TEXT} REFERENCES ${schema}."session" ("id") ON DELETE CASCADE,
    "user" ${TEXT} REFERENCES ${schema}."user" ("id") ON DELETE CASCADE,
    "generation" bigint NOT NULL,
    "kid" ${TEXT},
    "created" bigint NOT NULL,
    "expires" bigint NOT NULL,
    "consumed" bigint,
    "detail" ${TEXT},
    "lastUsed" bigint
  );
  CREATE INDEX "secret_of_session" ON ${schema}."secret" ("session");
  CREATE INDEX "secret_of_user" ON ${schema}."secret" ("user");
  CREATE INDEX "secret_by_end" ON ${schema}."secret" ("expires");`

const keys: Step = (schema) => `
  CREATE TABLE ${schema}."key" (
    "kid" ${TEXT} PRIMARY KEY,
    "use" ${TEXT} NOT NULL,
    "algorithm" ${TEXT} NOT NULL,
    "state" ${TEXT} NOT NULL,
    "sealed" ${TEXT} NOT NULL,
    "publicJwk" ${TEXT},
    "created" bigint NOT NULL,
    "changed" bigint NOT NULL
  );
  CREATE UNIQUE INDEX "one_current_key_of_a_use" ON ${schema}."key" ("use") WHERE "state" = 'current';
  CREATE UNIQUE INDEX "one_next_key_of_a_use" ON ${schema}."key" ("use") WHERE "state" = 'next';`

const throttles: Step = (schema) => `
  CREATE TABLE ${schema}."throttle" (
    "bucket" ${TEXT} PRIMARY KEY,
    "count" bigint NOT NULL,
    "last" bigint NOT NULL,
    "until" bigint NOT NULL
  );
  CREATE INDEX "throttle_by_end" ON ${schema}."throttle" ("until");`

const log: Step = (schema) => `
  CREATE TABLE ${schema}."revocation" (
    "seq" bigint PRIMARY KEY,
    "kind" ${TEXT} NOT NULL,
    "id" ${TEXT} NOT NULL,
    "value" bigint NOT NULL,
    "at" bigint NOT NULL,
    "until" bigint NOT NULL
  );
  CREATE INDEX "revocation_by_end" ON ${schema}."revocation" ("until");
  CREATE INDEX "revocation_of_epochs" ON ${schema}."revocation" ("id") WHERE "kind" = 'epoch';

  CREATE TABLE ${schema}."revocation_head" (
    "only" bigint PRIMARY KEY CHECK ("only" = 1),
    "seq" bigint NOT NULL,
    "incarnation" ${TEXT} NOT NULL
  );
  INSERT INTO ${schema}."revocation_head" VALUES (1, 0, replace(gen_random_uuid()::text, '-', ''));`

const events: Step = (schema) => `
  CREATE TABLE ${schema}."event" (
    "id" ${TEXT} PRIMARY KEY,
    "at" bigint NOT NULL,
    "type" ${TEXT} NOT NULL,
    "outcome" ${TEXT} NOT NULL,
    "actor" ${TEXT},
    "subject" ${TEXT},
    "session" ${TEXT},
    "address" ${TEXT},
    "agent" ${TEXT},
    "request" ${TEXT},
    "schema" bigint NOT NULL,
    "detail" ${TEXT} NOT NULL
  );
  CREATE INDEX "event_by_time" ON ${schema}."event" ("at", "id");
  CREATE INDEX "event_of_subject" ON ${schema}."event" ("subject", "at", "id");`

/** What lists for who administers find their rows by. */
const listed: Step = (schema) => `
  CREATE INDEX "user_by_email" ON ${schema}."user" (lower("email"), "id") WHERE "email" IS NOT NULL;
  CREATE INDEX "session_by_creation" ON ${schema}."session" ("created", "id") WHERE "subject" IS NOT NULL AND "root" IS NULL;
  CREATE INDEX "event_of_type" ON ${schema}."event" ("type", "at", "id");
  CREATE INDEX "event_of_actor" ON ${schema}."event" ("actor", "at", "id");`

const visits: Step = (schema) => `
  CREATE TABLE ${schema}."visit" (
    "id" ${TEXT} PRIMARY KEY,
    "visitor" ${TEXT} NOT NULL,
    "isNew" bigint NOT NULL CHECK ("isNew" IN (0, 1)),
    "at" bigint NOT NULL,
    "source" ${TEXT},
    "medium" ${TEXT},
    "campaign" ${TEXT}
  );
  CREATE INDEX "visit_by_time" ON ${schema}."visit" ("at");`

/**
 * A whole commit in one call: the steps in their order, then what takes the number of the log. It answers which step did
 * not hold, counted from 1, with nothing left of the others. It runs with the rights of its caller and adds none.
 * A commit that was answered is on the disk, whatever the database's default for others is (F-02).
 */
const commitWrites: Step = (schema) => `
  CREATE FUNCTION ${schema}."commit_writes"(
    "steps" text[], "guarded" boolean[], "held" text[], "append" text, OUT "failed" bigint, OUT "seq" bigint
  ) LANGUAGE plpgsql AS $body$
  DECLARE
    step bigint := 0;
    touched bigint;
  BEGIN
    IF current_setting('synchronous_commit') = 'off' THEN
      PERFORM set_config('synchronous_commit', 'on', true);
    END IF;
    WHILE step < cardinality("steps") LOOP
      step := step + 1;
      EXECUTE "steps"[step] USING "held";
      GET DIAGNOSTICS touched = ROW_COUNT;
      IF "guarded"[step] AND touched = 0 THEN
        RAISE SQLSTATE 'LK001';
      END IF;
    END LOOP;
    IF "append" IS NOT NULL THEN
      EXECUTE "append" INTO "seq" USING "held";
    END IF;
  EXCEPTION WHEN SQLSTATE 'LK001' OR unique_violation OR foreign_key_violation THEN
    "failed" := step;
    "seq" := NULL;
  END
  $body$;`
