using System.Text.Json.Nodes;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Provisioning;

/// <summary>
/// The properties of a resource, or of a part of one, with every function resolved. As in CloudFormation, a number or a
/// truth value may be written as text, and the other way round.
/// </summary>
public sealed class Properties(JsonObject all)
{
    public static Properties None { get; } = new([]);

    public JsonObject All => all;

    public IEnumerable<string> Names => all.Select(one => one.Key);

    public JsonNode? this[string name] => all[name];

    public bool Has(string name) => all[name] is not null;

    public string? Text(string name) => Scalars.Text(all[name]);

    /// <summary>A text that the facts of the type demand.</summary>
    public string Needed(string name) => Text(name) ?? throw Refused.Missing(name);

    public bool? Flag(string name) => Text(name) is { } text ? Scalars.Flag(text, name) : null;

    public int? Number(string name) => Text(name) is { } text ? Scalars.Whole(text, name) : null;

    public double? Real(string name) => Text(name) is { } text ? Scalars.Real(text, name) : null;

    /// <summary>A list of texts; one text alone counts as a list of one.</summary>
    public List<string> Texts(string name) => all[name] switch
    {
        null => [],
        JsonArray list => [.. list.Where(one => one is not null).Select(one => Entry(one!, name))],
        var one => [Entry(one, name)],
    };

    public Properties? Group(string name) => all[name] is { } one ? Part(one, name) : null;

    /// <summary>A list of groups; one group alone counts as a list of one.</summary>
    public List<Properties> Groups(string name) => all[name] switch
    {
        null => [],
        JsonArray list => [.. list.Where(one => one is not null).Select(one => Part(one!, name))],
        var one => [Part(one, name)],
    };

    /// <summary>
    /// A policy or another document as text: one that is written as JSON is put into its shortest form.
    /// </summary>
    public string? Document(string name) => all[name] switch
    {
        null => null,
        JsonValue value => Scalars.Text(value),
        var tree => Scalars.Json(tree),
    };

    /// <summary>Tags as a template lists them, with those of the stack; those of the template go first.</summary>
    public Dictionary<string, string> Tags(Work work, string name = "Tags")
    {
        var tags = new Dictionary<string, string>(work.Tags, StringComparer.Ordinal);
        foreach (var tag in Groups(name))
        {
            tags[tag.Needed("Key")] = tag.Text("Value") ?? "";
        }

        return tags;
    }

    /// <summary>
    /// Fills a structure of an API with the properties that have the same names as its members, whatever their case at
    /// the start; the other properties, and those that are excepted, are left out.
    /// </summary>
    public T As<T>(params string[] except) where T : IStructure, new()
    {
        var value = new T();
        new PropertyReader(all, except).Fill(value);
        return value;
    }

    /// <summary>What an API answered, in the names of templates.</summary>
    public static JsonObject Of(IStructure value)
    {
        var writer = new PropertyWriter();
        value.Write(writer);
        return writer.Whole;
    }

    private static string Entry(JsonNode one, string name) =>
        Scalars.Text(one) ?? throw Refused.Not("list of strings", name, Scalars.Json(one));

    private static Properties Part(JsonNode one, string name) =>
        one is JsonObject group ? new(group) : throw Refused.Not("object", name, Scalars.Json(one));
}
