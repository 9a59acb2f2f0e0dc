/**
 * The schema, as numbered steps that only go forward: `PRAGMA user_version` counts those that were taken.
 * A step that was released is never edited; a change of the schema is one more step at the end.
 */
import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'
import { transact } from './transaction.ts'

export const migrations: readonly string[] = [
  `
  CREATE TABLE "user" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "username" TEXT NOT NULL,
    "canonical" TEXT NOT NULL UNIQUE,
    "email" TEXT,
    "password" TEXT,
    "roles" TEXT NOT NULL,
    "created" INTEGER NOT NULL,
    "disabled" INTEGER,
    "epoch" INTEGER NOT NULL,
    "version" INTEGER NOT NULL,
    "passwordChanged" INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX "user_with_roles" ON "user" ("id") WHERE "roles" <> '[]';

  CREATE TABLE "session" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "subject" TEXT REFERENCES "user" ("id") ON DELETE CASCADE,
    "carrier" TEXT NOT NULL,
    "scope" TEXT,
    "root" TEXT,
    "data" TEXT,
    "dataVersion" INTEGER NOT NULL,
    "created" INTEGER NOT NULL,
    "authTime" INTEGER NOT NULL,
    "lastSeen" INTEGER NOT NULL,
    "idle" INTEGER NOT NULL,
    "absoluteEnd" INTEGER NOT NULL,
    "remember" INTEGER NOT NULL CHECK ("remember" IN (0, 1)),
    "epoch" INTEGER NOT NULL,
    "address" TEXT,
    "agent" TEXT
  ) STRICT;
  CREATE INDEX "session_of_subject" ON "session" ("subject", "created", "id");

  CREATE TABLE "secret" (
    "digest" TEXT PRIMARY KEY NOT NULL,
    "purpose" TEXT NOT NULL,
    "session" TEXT REFERENCES "session" ("id") ON DELETE CASCADE,
    "user" TEXT REFERENCES "user" ("id") ON DELETE CASCADE,
    "generation" INTEGER NOT NULL,
    "kid" TEXT,
    "created" INTEGER NOT NULL,
    "expires" INTEGER NOT NULL,
    "consumed" INTEGER,
    "detail" TEXT
  ) STRICT;
  CREATE INDEX "secret_of_session" ON "secret" ("session");
  CREATE INDEX "secret_of_user" ON "secret" ("user");

  CREATE TABLE "key" (
    "kid" TEXT PRIMARY KEY NOT NULL,
    "use" TEXT NOT NULL,
    "algorithm" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "publicJwk" TEXT,
    "created" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX "one_current_key_of_a_use" ON "key" ("use") WHERE "state" = 'current';

  CREATE TABLE "throttle" (
    "bucket" TEXT PRIMARY KEY NOT NULL,
    "count" INTEGER NOT NULL,
    "last" INTEGER NOT NULL,
    "until" INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE "revocation" (
    "seq" INTEGER PRIMARY KEY NOT NULL,
    "kind" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "value" INTEGER NOT NULL,
    "at" INTEGER NOT NULL,
    "until" INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE "revocation_head" (
    "only" INTEGER PRIMARY KEY NOT NULL CHECK ("only" = 1),
    "seq" INTEGER NOT NULL,
    "incarnation" TEXT NOT NULL
  ) STRICT;
  INSERT INTO "revocation_head" VALUES (1, 0, lower(hex(randomblob(16))));

  CREATE TABLE "event" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "at" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "actor" TEXT,
    "subject" TEXT,
    "session" TEXT,
    "address" TEXT,
    "agent" TEXT,
    "request" TEXT,
    "schema" INTEGER NOT NULL,
    "detail" TEXT NOT NULL
  ) STRICT;
  CREATE INDEX "event_by_time" ON "event" ("at", "id");
  CREATE INDEX "event_of_subject" ON "event" ("subject", "at", "id");
  `,
  `
  ALTER TABLE "secret" ADD COLUMN "lastUsed" INTEGER;
  CREATE UNIQUE INDEX "one_next_key_of_a_use" ON "key" ("use") WHERE "state" = 'next';

  ALTER TABLE "user" ADD COLUMN "preferences" TEXT NOT NULL DEFAULT '{}';

  CREATE TABLE "visit" (
    "id" TEXT PRIMARY KEY NOT NULL,
    "visitor" TEXT NOT NULL,
    "isNew" INTEGER NOT NULL CHECK ("isNew" IN (0, 1)),
    "at" INTEGER NOT NULL,
    "source" TEXT,
    "medium" TEXT,
    "campaign" TEXT
  ) STRICT;
  CREATE INDEX "visit_by_time" ON "visit" ("at");
  `,
  // What the reaper finds its rows by.
  `
  CREATE INDEX "session_by_end" ON "session" ("absoluteEnd");
  CREATE INDEX "session_by_idle_end" ON "session" ("lastSeen" + "idle");
  CREATE INDEX "secret_by_end" ON "secret" ("expires");
  CREATE INDEX "throttle_by_end" ON "throttle" ("until");
  CREATE INDEX "revocation_by_end" ON "revocation" ("until");
  CREATE INDEX "revocation_of_epochs" ON "revocation" ("id") WHERE "kind" = 'epoch';
  `,
  // What lists for who administers find their rows by.
  `
  CREATE INDEX "user_by_email" ON "user" (lower("email"), "id") WHERE "email" IS NOT NULL;
  CREATE INDEX "session_by_creation" ON "session" ("created", "id") WHERE "subject" IS NOT NULL AND "root" IS NULL;
  CREATE INDEX "event_of_type" ON "event" ("type", "at", "id");
  CREATE INDEX "event_of_actor" ON "event" ("actor", "at", "id");
  `,
]

/** Brings the schema up to this version. A second runner waits for the write lock, and then finds nothing to do. */
export function migrate(database: DatabaseSync, file: string): void {
  if (schemaOf(database, file) === migrations.length) return
  transact(database, () => {
    for (const statements of migrations.slice(schemaOf(database, file))) database.exec(statements)
    database.exec(`PRAGMA user_version = ${migrations.length}`)
    return { ok: true }
  })
}

/** The number of the schema; refuses one that a newer version made, whose rows this one could misread. */
export function schemaOf(database: DatabaseSync, file: string): number {
  const schema = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
  if (schema <= migrations.length) return schema
  throw new StoreError(
    `The database ${file} was made by a newer version of Latchkey `
    + `(schema ${schema}, this version knows ${migrations.length}).`,
  )
}
