// The accounts of a MongoDB replica set or sharded cluster. Run it with mongosh as an administrator:
//
//   TRANSPLANT_OWNER_PASSWORD=... TRANSPLANT_APPLICATION_PASSWORD=... TRANSPLANT_RELAY_PASSWORD=... \
//     mongosh "mongodb://ADMINISTRATOR@HOST/admin?replicaSet=NAME&tls=true" --file mongodb_roles.js
//
//   transplant_owner        makes the collections, their validators and indexes (python manage.py ensure_collections)
//   transplant_application  the web server and the worker: reads, and appends to what services record
//   transplant_relay        the relay: reads, and appends to every collection; the only one to write audit_log
//
// Nobody gets bypassDocumentValidation, so the validators hold for every write.
const database = process.env.TRANSPLANT_DATABASE_NAME || "transplant";
const admin = db.getSiblingDB("admin");
const read = ["find", "listCollections", "listIndexes", "collStats", "dbStats"];

function on(collection, actions) {
  return { resource: { db: database, collection }, actions };
}

const documents = {
  role: "transplant_documents",
  privileges: [
    on("", read),
    on("transport_events", [...read, "insert"]),
    on("communications", [...read, "insert"]),
  ],
  roles: [],
};
const appendOnly = {
  role: "transplant_append_only",
  privileges: [on("", [...read, "insert"])],
  roles: [],
};

function password(name) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`Set ${name} first.`);
  }
  return value;
}

function makeUser(name, secret, roles) {
  if (admin.getUser(name)) {
    admin.updateUser(name, { pwd: secret, roles });
  } else {
    admin.createUser({ user: name, pwd: secret, roles });
  }
}

for (const role of [documents, appendOnly]) {
  if (admin.getRole(role.role)) {
    admin.updateRole(role.role, { privileges: role.privileges, roles: role.roles });
  } else {
    admin.createRole(role);
  }
}
makeUser("transplant_owner", password("TRANSPLANT_OWNER_PASSWORD"), [{ role: "dbOwner", db: database }]);
makeUser("transplant_application", password("TRANSPLANT_APPLICATION_PASSWORD"), [
  { role: documents.role, db: "admin" },
]);
makeUser("transplant_relay", password("TRANSPLANT_RELAY_PASSWORD"), [
  { role: appendOnly.role, db: "admin" },
]);
