-- The database, and the roles that may touch it. Run it with psql as a superuser, or on a managed server as
-- the administrator you were given (CREATEROLE and CREATEDB), connected to the database "postgres":
--
--   export TRANSPLANT_OWNER_PASSWORD=... TRANSPLANT_APPLICATION_PASSWORD=...
--   export TRANSPLANT_RELAY_PASSWORD=... TRANSPLANT_AUDITOR_PASSWORD=...
--   psql --set ON_ERROR_STOP=1 --file roles.sql postgresql://ADMINISTRATOR@HOST/postgres
--
-- It may be run again: passwords are set anew, nothing is lost. Needs PostgreSQL 15 or newer, and its psql.
-- Other names: TRANSPLANT_DATABASE_NAME, TRANSPLANT_OWNER_DATABASE_ROLE, TRANSPLANT_APPLICATION_DATABASE_ROLE,
-- TRANSPLANT_RELAY_DATABASE_ROLE, TRANSPLANT_AUDITOR_DATABASE_ROLE; the site reads the last three as well.
--
--   owner        owns every table and runs the migrations and the tests
--   application  what the web server and the worker are: reads and writes, but never the audit ledger
--   relay        reads the audit ledger and copies it to MongoDB
--   auditor      reads the audit ledger, changes nothing
\set QUIET on
\set database transplant
\set owner transplant_owner
\set application transplant_application
\set relay transplant_relay
\set auditor transplant_auditor
\getenv database TRANSPLANT_DATABASE_NAME
\getenv owner TRANSPLANT_OWNER_DATABASE_ROLE
\getenv application TRANSPLANT_APPLICATION_DATABASE_ROLE
\getenv relay TRANSPLANT_RELAY_DATABASE_ROLE
\getenv auditor TRANSPLANT_AUDITOR_DATABASE_ROLE
\getenv owner_password TRANSPLANT_OWNER_PASSWORD
\getenv application_password TRANSPLANT_APPLICATION_PASSWORD
\getenv relay_password TRANSPLANT_RELAY_PASSWORD
\getenv auditor_password TRANSPLANT_AUDITOR_PASSWORD

SELECT format('CREATE ROLE %I', name)
FROM unnest(ARRAY[:'owner', :'application', :'relay', :'auditor']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

-- The owner may create databases: the tests make one of their own.
ALTER ROLE :"owner" LOGIN CREATEDB PASSWORD :'owner_password';
ALTER ROLE :"application" LOGIN PASSWORD :'application_password';
ALTER ROLE :"relay" LOGIN PASSWORD :'relay_password';
ALTER ROLE :"auditor" LOGIN PASSWORD :'auditor_password';

-- The owner may act as the others (SET ROLE), which is how the tests try what they are refused.
SELECT current_setting('server_version_num')::int >= 160000 AS has_membership_options \gset
\if :has_membership_options
    GRANT :"application", :"relay", :"auditor" TO :"owner" WITH INHERIT FALSE, SET TRUE;
\else
    GRANT :"application", :"relay", :"auditor" TO :"owner";
\endif

SELECT NOT rolsuper AS needs_membership FROM pg_roles WHERE rolname = current_user \gset
\if :needs_membership
    GRANT :"owner" TO CURRENT_USER;
\endif

SELECT format('CREATE DATABASE %I OWNER %I ENCODING ''UTF8'' TEMPLATE template0', :'database', :'owner')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec

REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"application", :"relay", :"auditor";
