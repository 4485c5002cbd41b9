"""A subscriber of paperledger: receives events about papers, keeps a vector of each paper, and finds similar papers.

    python vectorizer.py subscribe | consume [--once] | ask TEXT | redrive | check-samples
"""

import argparse
import hashlib
import json
import math
import os
import re
import sqlite3
import struct
import sys
import time
import unicodedata
import uuid

import boto3
from boto3.dynamodb.types import Binary
from botocore.exceptions import ClientError
from jsonschema import Draft202012Validator

BUS = os.environ.get("EVENT_BUS_NAME", "paperledger")
PAPERS_TABLE = os.environ.get("PAPERS_TABLE", "paperledger-papers")
NAME = os.environ.get("VECTORIZER_NAME", "vectorizer-python")
DEAD_LETTERS = f"{NAME}-dead-letters"
CLAIMS_TABLE = f"{NAME}-claims"
INDEX_FILE = os.environ.get("VECTORIZER_INDEX", "vectors.db")
# The unpacked tarball of @paperledger/events: tar xzf paperledger-events-0.1.0.tgz
PACKAGE = os.environ.get("PAPERLEDGER_EVENTS", "package")

SCHEMA_VERSION = 2
MAX_RECEIVES = 3
CLAIM_SECONDS = 5 * 60
# An event cannot be delivered again after this time, because a queue keeps it for 14 days at most.
REMEMBER_SECONDS = 16 * 24 * 60 * 60
DIMENSIONS = 512


def schema(name):
    with open(os.path.join(PACKAGE, "schemas", f"{name}.json"), encoding="utf-8") as file:
        return Draft202012Validator(json.load(file))


def queue_named(sqs, name, attributes=None):
    """Returns the URL and ARN of a queue and sets these attributes. Makes the queue if it does not exist."""
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    if attributes:
        sqs.set_queue_attributes(QueueUrl=url, Attributes=attributes)
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return url, arn


# --- subscribe ---------------------------------------------------------------------------------------------------------


def subscribe():
    """Makes the queue, its dead-letter queue, the rule on paperledger's bus and the table of claims."""
    sqs, events = boto3.client("sqs"), boto3.client("events")
    fourteen_days = str(14 * 24 * 60 * 60)
    _, dead_letters_arn = queue_named(sqs, DEAD_LETTERS, {"MessageRetentionPeriod": fourteen_days})
    # consume itself moves messages that fail, with the cause. The redrive policy is for a consumer that dies each time.
    redrive = {"deadLetterTargetArn": dead_letters_arn, "maxReceiveCount": MAX_RECEIVES + 2}
    url, arn = queue_named(
        sqs,
        NAME,
        {"MessageRetentionPeriod": fourteen_days, "VisibilityTimeout": "60", "RedrivePolicy": json.dumps(redrive)},
    )
    pattern = {"source": ["paperledger"], "detail-type": ["paper-batch.batch-done"]}
    rule_arn = events.put_rule(Name=NAME, EventBusName=BUS, EventPattern=json.dumps(pattern))["RuleArn"]
    allow_rule = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule_arn}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow_rule]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    answer = events.put_targets(Rule=NAME, EventBusName=BUS, Targets=[{"Id": "queue", "Arn": arn}])
    if answer["FailedEntryCount"]:
        raise RuntimeError(f"the bus refuses the queue: {answer['FailedEntries']}")
    make_claims_table()
    print(f"Events of bus {BUS} come to {url}")


def make_claims_table():
    dynamodb = boto3.client("dynamodb")
    try:
        dynamodb.create_table(
            TableName=CLAIMS_TABLE,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": "event_id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "event_id", "AttributeType": "S"}],
        )
    except dynamodb.exceptions.ResourceInUseException:
        return
    dynamodb.get_waiter("table_exists").wait(TableName=CLAIMS_TABLE)
    ttl = {"AttributeName": "expires_at", "Enabled": True}
    dynamodb.update_time_to_live(TableName=CLAIMS_TABLE, TimeToLiveSpecification=ttl)


# --- each event once: claim, work, confirm -------------------------------------------------------------------------------


class Busy(Exception):
    """Another consumer is handling the event, or died while it did. The event is delivered again."""


def consume_once(table, event_id, work):
    """Does the work of an event unless it is done. If the consumer dies, its claim expires."""
    now, holder = int(time.time()), str(uuid.uuid4())
    mine = {
        "ConditionExpression": "#state = :claimed AND holder = :holder",
        "ExpressionAttributeNames": {"#state": "state"},
        "ExpressionAttributeValues": {":claimed": "claimed", ":holder": holder},
    }
    claim = {"event_id": event_id, "holder": holder, "state": "claimed", "expires_at": now + CLAIM_SECONDS}
    try:
        table.put_item(
            Item=claim,
            ConditionExpression="attribute_not_exists(event_id) OR expires_at <= :now",
            ExpressionAttributeValues={":now": now},
        )
    except ClientError as error:
        if not is_condition(error):
            raise
        held = table.get_item(Key={"event_id": event_id}, ConsistentRead=True).get("Item", {})
        if held.get("state") == "done":
            return "handled before"
        # If the answer to the first attempt is lost, boto3 tries again and finds our own claim.
        if held.get("holder") != holder:
            raise Busy(f"event {event_id} is being handled elsewhere") from None
    try:
        said = work()
    except Exception:
        if_mine(table.delete_item, Key={"event_id": event_id}, **mine)
        raise
    done = {**claim, "state": "done", "expires_at": int(time.time()) + REMEMBER_SECONDS}
    if_mine(table.put_item, Item=done, **mine)
    return said


def if_mine(request, **arguments):
    try:
        request(**arguments)
    except ClientError as error:
        if not is_condition(error):
            raise


def is_condition(error):
    return error.response["Error"]["Code"] == "ConditionalCheckFailedException"


# --- papers ------------------------------------------------------------------------------------------------------------


def read_papers(dynamodb, ids):
    """Reads papers by their ids with consistent reads. Asks again for keys that the table leaves unprocessed."""
    found = {}
    for start in range(0, len(ids), 100):
        keys = [{"paper_id": each} for each in ids[start : start + 100]]
        for attempt in range(10):
            answer = dynamodb.batch_get_item(RequestItems={PAPERS_TABLE: {"Keys": keys, "ConsistentRead": True}})
            for item in answer["Responses"].get(PAPERS_TABLE, []):
                found[item["paper_id"]] = item
            keys = answer.get("UnprocessedKeys", {}).get(PAPERS_TABLE, {}).get("Keys", [])
            if not keys:
                break
            time.sleep(min(0.05 * 2**attempt, 2))
        if keys:
            raise RuntimeError(f"the papers table left {len(keys)} papers unprocessed")
    return found


# --- vectors -----------------------------------------------------------------------------------------------------------


def embed_locally(text):
    """Adds or subtracts one for each word, at a place that depends on the word's hash. It does not understand meaning."""
    vector = [0.0] * DIMENSIONS
    for word in re.findall(r"[^\W_]{3,}", unicodedata.normalize("NFKC", text).lower()):
        digest = hashlib.sha256(word.encode("utf-8")).digest()
        vector[int.from_bytes(digest[:4], "little") % DIMENSIONS] += 1 if digest[4] % 2 == 0 else -1
    length = math.hypot(*vector)
    return [value / length for value in vector] if length else None


def embed_by_bedrock(text):
    """Titan Text Embeddings V2. It refuses an empty text, and costs money."""
    if not text.strip():
        return None
    body = json.dumps({"inputText": text[:8192], "dimensions": DIMENSIONS, "normalize": True})
    answer = boto3.client("bedrock-runtime").invoke_model(modelId="amazon.titan-embed-text-v2:0", body=body)
    return json.loads(answer["body"].read())["embedding"]


embed = embed_by_bedrock if os.environ.get("EMBEDDER") == "bedrock" else embed_locally


def open_index():
    index = sqlite3.connect(INDEX_FILE, isolation_level=None)
    index.execute(
        "CREATE TABLE IF NOT EXISTS papers"
        " (paper_id TEXT PRIMARY KEY, title TEXT, updated_at TEXT, tie TEXT, is_withdrawn INTEGER, vector BLOB)"
    )
    return index


# Changes nothing if the index has this version or a newer one. A withdrawn paper leaves a row without a vector.
PUT = """
INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (paper_id) DO UPDATE SET title = excluded.title, updated_at = excluded.updated_at, tie = excluded.tie,
  is_withdrawn = excluded.is_withdrawn, vector = excluded.vector
WHERE (excluded.updated_at, excluded.tie, excluded.is_withdrawn) > (papers.updated_at, papers.tie, papers.is_withdrawn)
"""


def vectorize(event, dynamodb, index, paper_schema):
    """Puts the papers of an event into the index, and removes the withdrawn ones."""
    ids = list(dict.fromkeys(event["detail"]["data"]["upserted_ids"]))
    papers = read_papers(dynamodb, ids)
    problems, withdrawn = [], 0
    for paper_id in ids:
        paper = papers.get(paper_id)
        if paper is None:
            index.execute("DELETE FROM papers WHERE paper_id = ?", (paper_id,))
            continue
        problem = next(paper_schema.iter_errors(json.loads(json.dumps(paper, default=plain))), None)
        if problem:
            problems.append(f"{paper_id} is unreadable: {problem.message}")
            continue
        is_withdrawn = paper["processing_status"] == "withdrawn"
        withdrawn += is_withdrawn
        vector = None if is_withdrawn else embed(f"{paper['title']}\n\n{paper['abstract']}")
        blob = struct.pack(f"<{DIMENSIONS}f", *vector) if vector else None
        version = (paper["updated_at"], paper.get("tie") or "", int(is_withdrawn))
        index.execute(PUT, (paper_id, paper["title"], *version, blob))
    if problems:
        raise RuntimeError("; ".join(problems))
    return f"{len(papers)} papers, {withdrawn} of them withdrawn"


def plain(value):
    """DynamoDB's numbers are Decimals, and its binary values are Binary."""
    return "binary" if isinstance(value, (Binary, bytes)) else int(value)


# --- consume -----------------------------------------------------------------------------------------------------------


def handle(body, claims, dynamodb, index, schemas):
    event = json.loads(body)
    if event.get("source") != "paperledger":
        return f"skipped: an event of {event.get('source')}"
    # Only the version is read first, because anything else may differ in another version.
    if event["detail"]["metadata"]["schema_version"] != SCHEMA_VERSION:
        raise RuntimeError(f"{event['detail-type']} is of another version: install a newer package")
    if event["detail-type"] != "paper-batch.batch-done":
        return f"skipped: {event['detail-type']}"
    schemas["batch-done"].validate(event)
    event_id = event["detail"]["metadata"]["event_id"]
    return f"{event_id}: " + consume_once(
        claims, event_id, lambda: vectorize(event, dynamodb, index, schemas["paper"])
    )


def consume(once):
    """Handles the events of the queue. An event that fails three times goes to the dead letters, with the cause."""
    sqs, dynamodb = boto3.client("sqs"), boto3.resource("dynamodb")
    url, _ = queue_named(sqs, NAME)
    dead_letters, _ = queue_named(sqs, DEAD_LETTERS)
    claims, index = dynamodb.Table(CLAIMS_TABLE), open_index()
    schemas = {"batch-done": schema("paper-batch.batch-done"), "paper": schema("paper")}
    while True:
        messages = sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=10,
            WaitTimeSeconds=1 if once else 20,
            AttributeNames=["ApproximateReceiveCount"],
        ).get("Messages", [])
        if once and not messages:
            return
        for message in messages:
            try:
                print(handle(message["Body"], claims, dynamodb, index, schemas))
            except Exception as error:
                receives = int(message["Attributes"]["ApproximateReceiveCount"])
                print(f"failed ({receives} of {MAX_RECEIVES}): {error}", file=sys.stderr)
                if receives < MAX_RECEIVES:
                    continue
                cause = {"DataType": "String", "StringValue": str(error)[:1000] or type(error).__name__}
                sqs.send_message(
                    QueueUrl=dead_letters, MessageBody=message["Body"], MessageAttributes={"ERROR_MESSAGE": cause}
                )
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])


def redrive():
    """Gives the dead letters back to the queue, and prints why each had failed."""
    sqs = boto3.client("sqs")
    url, _ = queue_named(sqs, NAME)
    dead_letters, _ = queue_named(sqs, DEAD_LETTERS)
    count = 0
    while messages := sqs.receive_message(
        QueueUrl=dead_letters, MaxNumberOfMessages=10, WaitTimeSeconds=1, MessageAttributeNames=["All"]
    ).get("Messages"):
        for message in messages:
            cause = message.get("MessageAttributes", {}).get("ERROR_MESSAGE", {}).get("StringValue", "it died")
            print(f"had failed: {cause}")
            sqs.send_message(QueueUrl=url, MessageBody=message["Body"])
            sqs.delete_message(QueueUrl=dead_letters, ReceiptHandle=message["ReceiptHandle"])
            count += 1
    print(f"{count} events given back. consume handles them")


def ask(text):
    """Shows the papers that are most similar to a text."""
    wanted = embed(text)
    if not wanted:
        raise SystemExit('give a text with words: python vectorizer.py ask "spectra of young stars"')
    rows = open_index().execute("SELECT paper_id, title, vector FROM papers WHERE vector IS NOT NULL")
    alike = sorted(
        (-sum(a * b for a, b in zip(wanted, struct.unpack(f"<{DIMENSIONS}f", vector))), paper_id, title)
        for paper_id, title, vector in rows
    )
    print(f"similar to: {text}")
    for distance, paper_id, title in alike[:5]:
        print(f"  {-distance:.3f}  {paper_id}  {title}")


def check_samples():
    """Checks the package's sample events against its schemas. This test needs no AWS."""
    folder = os.path.join(PACKAGE, "samples")
    for name in ("started", "batch-done", "completed", "failed"):
        with open(os.path.join(folder, f"{name}.json"), encoding="utf-8") as file:
            schema(f"paper-batch.{name}").validate(json.load(file))
        print(f"{name}.json matches its schema")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("subscribe", "redrive", "check-samples"):
        commands.add_parser(name)
    commands.add_parser("consume").add_argument("--once", action="store_true", help="end when the queue is empty")
    commands.add_parser("ask").add_argument("text", nargs="+")
    given = parser.parse_args()
    if given.command == "consume":
        consume(given.once)
    elif given.command == "ask":
        ask(" ".join(given.text))
    else:
        {"subscribe": subscribe, "redrive": redrive, "check-samples": check_samples}[given.command]()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
