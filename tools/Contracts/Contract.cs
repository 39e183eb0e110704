namespace Contracts;

/// <summary>A service of which operations are built: what of its model becomes code, and under which names.</summary>
internal sealed class Contract
{
    private readonly Dictionary<string, string> shapeNames = new(StringComparer.Ordinal);
    private readonly HashSet<string> inputs = new(StringComparer.Ordinal);

    public Contract(Model model, string name, IEnumerable<string> operations)
    {
        Model = model;
        Name = name;
        Operations = [.. operations.Order(StringComparer.Ordinal).Select(operation =>
            model.Operations.GetValueOrDefault(operation)
            ?? throw new Fault($"operations.txt names {model.Service}.{operation}, which is not in the model."))];

        var reached = new SortedDictionary<string, ModelShape>(StringComparer.Ordinal);
        foreach (var operation in Operations)
        {
            Reach(operation.Input, inputs.Add);
            foreach (var shape in (IEnumerable<string?>)[operation.Input, operation.Output, .. operation.Errors])
            {
                Reach(shape, name => reached.TryAdd(name, model.Shapes[name]));
            }
        }

        Shapes = [.. reached.Values];
        var taken = new HashSet<string>(StringComparer.Ordinal);
        taken.UnionWith(((string[])["Api", "Model", "Shapes", "Errors"]).Select(own => Name + own));
        foreach (var shape in Shapes)
        {
            shapeNames[shape.Name] = Names.Unique(Names.Pascal(shape.Name), taken);
        }

        foreach (var operation in Operations.Where(operation => operation.Input is null))
        {
            shapeNames[EmptyInput(operation)] = Names.Unique(operation.Name + "Request", taken);
        }

        Taken = taken;
    }

    public Model Model { get; }

    /// <summary>The name that its types and its namespace carry.</summary>
    public string Name { get; }

    /// <summary>The operations that are built; each one's index is its place here.</summary>
    public ModelOperation[] Operations { get; }

    public ModelShape[] Shapes { get; }

    /// <summary>The type names in the service's namespace.</summary>
    public IReadOnlySet<string> Taken { get; }

    /// <summary>The shapes that become classes: structures, and errors that say more than a message.</summary>
    public IEnumerable<ModelShape> Classes =>
        Shapes.Where(shape => shape is { IsStructure: true, EventStream: false })
            .Where(shape => !shape.IsError || Properties(shape).Any());

    public ModelShape Shape(string name) => Model.Shapes[name];

    /// <summary>What the shape is called in C#.</summary>
    public string Of(string shape) => shapeNames[shape];

    public string InputOf(ModelOperation operation) => Of(operation.Input ?? EmptyInput(operation));

    /// <summary>The members that are properties. An error's message is not among them: AwsError holds it.</summary>
    public static IEnumerable<ModelMember> Properties(ModelShape shape) =>
        shape.Members.Where(member => !shape.IsError || member.Name is not ("message" or "Message" or "errorMessage"));

    /// <summary>The shape can be part of a request.</summary>
    public bool IsInput(ModelShape shape) => inputs.Contains(shape.Name);

    /// <summary>The word as the code may use it: in full where the service has a type of that name.</summary>
    public string Word(string name, string place) => Taken.Contains(name) ? $"global::{place}.{name}" : name;

    private static string EmptyInput(ModelOperation operation) => operation.Name + " has no input";

    /// <summary>Goes to the shape and to all in it, but to none that was reached before.</summary>
    private void Reach(string? shape, Func<string, bool> isNew)
    {
        if (shape is not null && isNew(shape))
        {
            foreach (var member in Model.Shapes[shape].Members)
            {
                Reach(member.Shape, isNew);
            }
        }
    }
}
