-- One role and one schema for each service, and nothing more allowed: what the fleet on one machine
-- does in soko/backing/database.py, for psql. Run in the database of the shop by its administrator,
-- with SOKO_<SERVICE>_DATABASE_PASSWORD in the environment. It can be repeated; a changed password
-- is taken over.
\getenv users SOKO_USERS_DATABASE_PASSWORD
\getenv catalog SOKO_CATALOG_DATABASE_PASSWORD
\getenv cart SOKO_CART_DATABASE_PASSWORD
\getenv orders SOKO_ORDERS_DATABASE_PASSWORD
\getenv payments SOKO_PAYMENTS_DATABASE_PASSWORD

BEGIN;

CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
  SELECT 'soko_' || service AS role, service, password
  FROM (VALUES
    ('users', :'users'),
    ('catalog', :'catalog'),
    ('cart', :'cart'),
    ('orders', :'orders'),
    ('payments', :'payments')
  ) AS given (service, password);

SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database()) \gexec
REVOKE ALL ON SCHEMA public FROM PUBLIC;

CREATE SCHEMA IF NOT EXISTS extensions;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA extensions;
CREATE EXTENSION IF NOT EXISTS citext SCHEMA extensions;

SELECT format('CREATE ROLE %I', role) FROM wanted
  WHERE role NOT IN (SELECT rolname FROM pg_roles) \gexec
SELECT format(
    'ALTER ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD %L', role, password
  ) FROM wanted \gexec
SELECT format('ALTER ROLE %I SET search_path = %I, extensions', role, service) FROM wanted \gexec
SELECT format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO %I', current_database(), role)
  FROM wanted \gexec
SELECT format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, role) FROM wanted \gexec
SELECT format('GRANT USAGE ON SCHEMA extensions TO %I', role) FROM wanted \gexec

COMMIT;
