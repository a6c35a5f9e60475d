// Produces requests as a stranger would: with the schema that the gateway serves. Reads the results back and prints each as JSON.
// Arguments: brokers, registry address, ids separated by commas.
const { Kafka, logLevel } = require("kafkajs");
const { SchemaRegistry } = require("@kafkajs/confluent-schema-registry");

async function main([brokers, registryUrl, idList]) {
  const ids = new Set(idList.split(","));
  const kafka = new Kafka({ clientId: "stranger", brokers: brokers.split(","), logLevel: logLevel.ERROR });
  const registry = new SchemaRegistry({ host: registryUrl });
  const consumer = kafka.consumer({ groupId: `stranger-${[...ids][0]}` });
  const producer = kafka.producer();
  await consumer.connect();
  await consumer.subscribe({ topic: "tts.results", fromBeginning: true });

  const allSeen = new Promise((resolve, reject) => {
    consumer.run({
      eachMessage: async ({ message }) => {
        try {
          const result = await registry.decode(message.value);
          if (ids.delete(result.requestId)) {
            console.log(JSON.stringify({ requestId: result.requestId, outcome: result.outcome, engine: result.engine,
              durationSeconds: result.durationSeconds, url: result.url, text: result.spans.map((span) => span.text).join(" ") }));
          }
          if (ids.size === 0) resolve();
        } catch (error) {
          reject(error);
        }
      },
    });
  });

  await producer.connect();
  const schema = await registry.getLatestSchemaId("tts.requests-value");
  for (const id of [...ids]) {
    const value = await registry.encode(schema, { id, text: `This is request ${id}. It has two sentences.` });
    await producer.send({ topic: "tts.requests", messages: [{ key: id, value }] });
  }
  await allSeen;
  await producer.disconnect();
  await consumer.disconnect();
}


main(process.argv.slice(2)).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
