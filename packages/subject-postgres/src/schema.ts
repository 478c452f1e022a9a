import { clientRole, replicationRole, reportingRole } from "./settings.js";

export const accountCount = 100;

/**
 * What a fresh cluster holds. A client's write is a row of `ledger`, whose number is what the harness
 * counts; rows without a number are health checks. Each refers to an account, as bookings do, so a lock
 * on `account` stops writers while what they wrote before stays readable.
 */
export function seedSql(passwords: { client: string; replication: string }): string {
  return `
CREATE ROLE ${clientRole} LOGIN PASSWORD '${passwords.client}';

CREATE ROLE ${reportingRole} LOGIN PASSWORD '${passwords.client}';

CREATE ROLE ${replicationRole} LOGIN REPLICATION PASSWORD '${passwords.replication}';

CREATE TABLE account (id int PRIMARY KEY, owner text NOT NULL, balance numeric(12, 2) NOT NULL);

INSERT INTO account SELECT id, 'customer ' || id, id * 12.5 FROM generate_series(1, ${accountCount}) AS id;

CREATE TABLE ledger (
  n bigint UNIQUE,
  account_id int NOT NULL REFERENCES account (id),
  written_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

GRANT SELECT, UPDATE ON account TO ${clientRole};

GRANT SELECT, INSERT ON ledger TO ${clientRole};

GRANT SELECT ON account, ledger TO ${reportingRole};
`;
}
