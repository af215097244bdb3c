package dev.slipway.spec.document;

import static dev.slipway.spec.document.Problem.Code.ALIAS;
import static dev.slipway.spec.document.Problem.Code.ONE_DOCUMENT;
import static dev.slipway.spec.document.Problem.Code.SHAPE;
import static dev.slipway.spec.document.Problem.Code.SYNTAX;
import static dev.slipway.spec.document.Problem.Code.TYPE;

import dev.slipway.spec.document.Node.Entry;
import dev.slipway.spec.document.Node.Mapping;
import dev.slipway.spec.document.Node.Scalar;
import dev.slipway.spec.document.Node.Sequence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;

/**
 * Reads YAML 1.2 with the core schema, from the parser's events: they have every position, and
 * anchors, aliases and tags are seen before anything is made of them.
 */
final class YamlDocument {
  private static final ScalarResolver CORE_SCHEMA = new CoreScalarResolver(false);
  private static final String MERGE_KEY = "<<";

  private final Problems problems;
  private final NodeBuilder builder;
  private final Iterator<Event> events;
  private Position last = Position.START;

  private YamlDocument(String text, NodeBuilder builder, Problems problems) {
    this.problems = problems;
    this.builder = builder;
    this.events = new Parse(settings(text)).parseString(text).iterator();
  }

  /** With room for all of it at once: between two parts the library breaks a surrogate pair. */
  private static LoadSettings settings(String text) {
    return LoadSettings.builder()
        .setUseMarks(true)
        .setBufferSize(text.length() + 2)
        .setCodePointLimit(text.length() + 2)
        .build();
  }

  /** The first document; empty when the file has only comments. */
  static Optional<Node> read(String text, NodeBuilder builder, Problems problems)
      throws Unreadable {
    return new YamlDocument(text, builder, problems).document();
  }

  private Optional<Node> document() throws Unreadable {
    next();
    if (next().getEventId() != Event.ID.DocumentStart) {
      return Optional.empty();
    }
    Node root = node(next(), FieldPath.ROOT, 0);
    next();
    if (next().getEventId() == Event.ID.DocumentStart) {
      problems.add(
          ONE_DOCUMENT,
          last,
          FieldPath.ROOT,
          "a second YAML document begins here",
          "one document a file");
    }
    return Optional.of(root);
  }

  private Event next() throws Unreadable {
    try {
      Event event = events.next();
      last = event.getStartMark().map(YamlDocument::position).orElse(last);
      return event;
    } catch (MarkedYamlEngineException e) {
      Position at = e.getProblemMark().map(YamlDocument::position).orElse(last);
      throw syntax(at, Objects.requireNonNullElse(e.getProblem(), "this is not YAML"));
    } catch (YamlVersionException e) {
      String version = e.getSpecVersion().getMajor() + "." + e.getSpecVersion().getMinor();
      String message = "YAML " + version + " is not known here";
      throw new Unreadable(SYNTAX, last, FieldPath.ROOT, message, "remove the line %YAML");
    } catch (YamlEngineException e) {
      throw syntax(last, e.getMessage());
    }
  }

  private static Unreadable syntax(Position at, String problem) {
    boolean tab = problem.contains("TAB");
    return new Unreadable(
        SYNTAX,
        at,
        FieldPath.ROOT,
        tab ? "a tab cannot indent YAML" : Printable.text(problem, 200),
        tab ? "indent with spaces" : "check indentation, quotes and brackets here and just before");
  }

  private Node node(Event event, FieldPath field, int depth) throws Unreadable {
    Position at = last;
    builder.begin(at, field, depth);
    refuseSharing((NodeEvent) event, at, field);
    if (event instanceof MappingStartEvent) {
      return mapping(at, field, depth);
    }
    if (event instanceof CollectionStartEvent) {
      return sequence(at, field, depth);
    }
    return event instanceof ScalarEvent scalar
        ? scalar(scalar, at, field)
        : builder.nothing(at, "*");
  }

  private void refuseSharing(NodeEvent event, Position at, FieldPath field) {
    if (event instanceof AliasEvent) {
      refuseSharing(at, field, "an alias (*)");
    } else if (event.getAnchor().isPresent()) {
      refuseSharing(at, field, "an anchor (&)");
    } else if (tag(event).isPresent()) {
      refuseSharing(at, field, "a tag (!)");
    }
  }

  private void refuseSharing(Position at, FieldPath field, String what) {
    problems.add(ALIAS, at, field, what + " is not allowed", "write the value out");
  }

  private static Optional<String> tag(NodeEvent event) {
    return event instanceof ScalarEvent scalar
        ? scalar.getTag()
        : ((CollectionStartEvent) event).getTag();
  }

  private Mapping mapping(Position at, FieldPath field, int depth) throws Unreadable {
    Map<String, Entry> entries = new LinkedHashMap<>();
    for (Event event = next(); event.getEventId() != Event.ID.MappingEnd; event = next()) {
      Position keyAt = last;
      String key = key(event, keyAt, field, depth);
      FieldPath below = field.key(key);
      Node value = node(next(), below, depth + 1);
      builder.put(entries, new Entry(keyAt, key, value), below);
    }
    return new Mapping(at, entries);
  }

  private String key(Event event, Position at, FieldPath field, int depth) throws Unreadable {
    if (!(event instanceof ScalarEvent scalar)) {
      node(event, field.key("?"), depth + 1);
      problems.add(SHAPE, at, field.key("?"), "a key must be text", "");
      return "?";
    }
    String key = scalar.getValue();
    FieldPath below = field.key(key);
    if (key.equals(MERGE_KEY) && scalar.isPlain()) {
      refuseSharing(at, below, "a merge key (<<)");
    }
    refuseSharing(scalar, at, below);
    if (!scalar(scalar, at, below).isText()) {
      problems.add(TYPE, at, below, "a key must be text", "write it in quotes");
    }
    return key;
  }

  private Sequence sequence(Position at, FieldPath field, int depth) throws Unreadable {
    List<Node> items = new ArrayList<>();
    for (Event event = next(); event.getEventId() != Event.ID.SequenceEnd; event = next()) {
      items.add(node(event, field.item(items.size()), depth + 1));
    }
    return new Sequence(at, items);
  }

  private Scalar scalar(ScalarEvent event, Position at, FieldPath field) {
    String value = event.getValue();
    Tag type = event.isPlain() ? CORE_SCHEMA.resolve(value, true) : Tag.STR;
    if (type.equals(Tag.NULL)) {
      return builder.nothing(at, value);
    }
    if (type.equals(Tag.BOOL)) {
      return builder.bool(at, value);
    }
    if (type.equals(Tag.INT)) {
      return builder.integer(at, field, value);
    }
    return type.equals(Tag.FLOAT)
        ? builder.floating(at, field, value)
        : builder.text(at, field, value);
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }
}
