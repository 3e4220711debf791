"""Services as CPSV-AP: the specification's own shapes find nothing, and nothing is lost on the way there and back."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from pyshacl import validate

from minben.kernel.pack import Fee, Law, read_place
from minben.platform.openness import cpsv, cpsv_read, cpsv_write

ROOT = Path(__file__).resolve().parents[3]
SHAPES = Path(os.environ.get("MINBEN_CONFORMANCE", ROOT.parent / "shared" / "conformance")) / "cpsv-ap"
MANDATORY = """
@prefix cv: <http://data.europa.eu/m8g/> . @prefix cpsv: <http://purl.org/vocab/cpsv#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <urn:test:> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
x:service a sh:NodeShape ; sh:targetClass cpsv:PublicService ;
  sh:property [ sh:path dct:identifier ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path dct:title ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path cv:hasCompetentAuthority ; sh:minCount 1 ; sh:class cv:PublicOrganisation ] ,
    [ sh:path cv:processingTime ; sh:maxCount 1 ; sh:datatype xsd:duration ] .
x:body a sh:NodeShape ; sh:targetClass cv:PublicOrganisation ;
  sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ] ,
    [ sh:path dct:spatial ; sh:minCount 1 ; sh:class dct:Location ] .
x:input a sh:NodeShape ; sh:targetClass cv:Evidence, cv:Output, cv:Requirement, cv:Event ;
  sh:property [ sh:path dct:identifier ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path dct:title ; sh:minCount 1 ] .
x:channel a sh:NodeShape ; sh:targetClass cv:Channel, cv:Cost ;
  sh:property [ sh:path dct:identifier ; sh:minCount 1 ; sh:maxCount 1 ] .
"""


@pytest.fixture(scope="module")
def city():
    return read_place(ROOT / "places" / "lanting")


@pytest.fixture(scope="module")
def offered(city) -> list[cpsv.Offer]:
    """Every service of the city; one item has a fee, which the demo has nowhere."""
    fee = Fee("book", "50", Law("food-safety-law", "35"))
    found = []
    for service in city.services.values():
        first = replace(service.items[0], fees=(fee,))
        found += cpsv.offers(replace(service, items=(first, *service.items[1:])), city)
    return sorted(found, key=lambda one: one.id)


@pytest.fixture(scope="module")
def graph(city, offered) -> rdflib.Graph:
    return rdflib.Graph().parse(data=json.dumps(cpsv_write.document(offered, city)), format="json-ld")


def _holds(graph: rdflib.Graph, shapes: rdflib.Graph) -> tuple[bool, str]:
    sound, _graph, told = validate(graph, shacl_graph=shapes)
    return bool(sound), str(told)


def test_the_mandatory_properties_are_there(graph) -> None:
    shapes = rdflib.Graph().parse(data=MANDATORY, format="turtle")
    sound, told = _holds(graph, shapes)
    assert sound, told
    broken = rdflib.Graph()
    broken += graph
    broken.remove((None, rdflib.DCTERMS.description, None))
    assert not _holds(broken, shapes)[0], "the shapes must find what is missing"


@pytest.mark.demonstrates("R150")
def test_the_specification_s_own_shapes_find_nothing(graph) -> None:
    if not SHAPES.exists():
        pytest.skip("CPSV-AP SHAPES ABSENT: set MINBEN_CONFORMANCE to the folder that holds cpsv-ap.")
    sound, told = _holds(graph, rdflib.Graph().parse(SHAPES / "cpsv-ap-SHACL.ttl"))
    assert sound, told


@pytest.mark.demonstrates("R150")
def test_there_and_back_through_rdf_nothing_is_lost(city, offered, graph) -> None:
    assert cpsv_read.read(cpsv_write.document(offered, city), city.id) == offered
    turtle = rdflib.Graph().parse(data=graph.serialize(format="turtle"), format="turtle")
    told = json.loads(turtle.serialize(format="json-ld", context=cpsv_write.CONTEXT, auto_compact=True))
    assert cpsv_read.read(told, city.id) == offered
    assert sum(bool(one.costs) for one in offered) == len(city.services)
    restaurant = next(one for one in offered if one.id == "open-a-restaurant/food_permit")
    assert restaurant.promised == city.services["open-a-restaurant"].item("food_permit").promised_limit
    assert dict(restaurant.title)["zh-Hant"] == "食品經營許可"
