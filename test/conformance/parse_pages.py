"""Reads pages with the official Python client's parsers and compares them with what they should say.

Takes a folder of NAME.page (the bytes), and NAME.json: the syntax, and where names are written as they
are the samples, each [name, labels, value, timestamp in seconds or null, exemplar or null], an exemplar
being [labels, value, timestamp or null]. Prints a line for each page:
NAME ok, or NAME and what is wrong.
"""

import json
import math
import pathlib
import sys

from prometheus_client import parser
from prometheus_client.openmetrics import parser as openmetrics_parser


def number(text):
    return 'NaN' if math.isnan(float(text)) else float(text)


def normal(name, labels, value, timestamp, exemplar):
    """Bounds are compared as numbers: OpenMetrics writes 1 as 1.0."""
    parts = {
        key: str(number(text)) if key in ('le', 'quantile') and is_number(text) else text
        for key, text in labels.items()
    }
    point = None if exemplar is None else normal_exemplar(*exemplar)
    return json.dumps([name, sorted(parts.items()), str(number(value)), normal_time(timestamp), point])


def normal_exemplar(labels, value, timestamp):
    return [sorted(labels.items()), str(number(value)), normal_time(timestamp)]


def normal_time(timestamp):
    return None if timestamp is None else round(float(timestamp), 3)


def may_have_exemplar(family, sample):
    if family.type == 'counter':
        return sample.name == family.name + '_total'
    return family.type == 'histogram' and sample.name == family.name + '_bucket'


def is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


def check(page, expected):
    if expected['syntax'] == 'openmetrics':
        parse = openmetrics_parser.text_string_to_metric_families
    else:
        parse = parser.text_string_to_metric_families
    families = list(parse(page))
    samples = [sample for family in families for sample in family.samples]
    if len(samples) != expected['count']:
        raise ValueError(f"{len(samples)} samples instead of {expected['count']}")
    if expected['samples'] is None:
        return
    # The client's parser of the text format calls all samples of counters _total.
    ending = '_total' if expected['syntax'] == 'text' else ''
    actual = sorted(
        normal(sample.name.removesuffix(ending), sample.labels, sample.value, sample.timestamp, sample.exemplar)
        for sample in samples
    )
    # What a family is on the page decides whether its exemplars can be there; in text they never are.
    exemplified = {
        sample.name
        for family in families
        for sample in family.samples
        if expected['syntax'] == 'openmetrics' and may_have_exemplar(family, sample)
    }
    wanted = sorted(
        normal(name.removesuffix(ending), labels, value, timestamp, exemplar if name in exemplified else None)
        for name, labels, value, timestamp, exemplar in expected['samples']
    )
    for one, other in zip(actual, wanted):
        if one != other:
            raise ValueError(f'{one} instead of {other}')


for path in sorted(pathlib.Path(sys.argv[1]).glob('*.page')):
    try:
        expected = json.loads(path.with_suffix('.json').read_text(encoding='utf-8'))
        check(path.read_bytes().decode('utf-8'), expected)
        print(path.stem, 'ok')
    except Exception as error:
        print(path.stem, type(error).__name__, json.dumps(str(error)))
