using Faultline.Wire.Routing;
using Faultline.Wire.Shapes;

namespace Faultline.Wire;

/// <summary>The facts of one service: how it is addressed, which protocols it speaks, what of it is built.</summary>
public sealed class ServiceModel
{
    private Operation?[]? made;

    /// <summary>The name of its model, as in <c>sqs</c> or <c>elbv2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its full name in the model, as in <c>Amazon Simple Queue Service</c>.</summary>
    public required string FullName { get; init; }

    public required string ServiceId { get; init; }

    public required string EndpointPrefix { get; init; }

    public required string SigningName { get; init; }

    public required string ApiVersion { get; init; }

    /// <summary>The protocols that it speaks, the model's preferred one first.</summary>
    public required Protocol[] Protocols { get; init; }

    public string? TargetPrefix { get; init; }

    /// <summary>Errors carry the old query codes as well (<c>x-amzn-query-error</c>).</summary>
    public bool QueryCompatible { get; init; }

    /// <summary>Inputs are checked against the model before the service sees them; some check for themselves.</summary>
    public bool ChecksConstraints { get; init; } = true;

    public XmlNamespace? XmlNamespace { get; init; }

    /// <summary>Errors in XML stand alone, without a response around them: S3 alone has it so.</summary>
    public bool NoErrorWrapping { get; init; }

    /// <summary>The home of a control plane that serves the whole world; null for a regional service.</summary>
    public string? GlobalRegion { get; init; }

    /// <summary>
    /// All operations that are built. Made from <see cref="MakeOperation"/> when asked for; whoever wants one asks
    /// <see cref="Find(ReadOnlySpan{char})"/>.
    /// </summary>
    public Operation[] Operations
    {
        get => field ??= [.. OperationNames.Select((_, index) => At(index))];
        init
        {
            field = value;
            OperationNames = [.. value.Select(operation => operation.Name)];
            made = value;
        }
    }

    /// <summary>The names of the operations that are built, sorted, each at its operation's index.</summary>
    public string[] OperationNames { get; init; } = [];

    public Func<int, Operation>? MakeOperation { get; init; }

    /// <summary>The operation of that name, if it is built.</summary>
    public Operation? Find(ReadOnlySpan<char> name)
    {
        if (MakeOperation is not null)
        {
            var index = Words.Find(OperationNames, name);
            return index < 0 ? null : At(index);
        }

        foreach (var operation in Operations)
        {
            if (name.SequenceEqual(operation.Name))
            {
                return operation;
            }
        }

        return null;
    }

    /// <summary>Keeps the model in the slot, unless another thread was first.</summary>
    public static ServiceModel Once(ref ServiceModel? slot, ServiceModel model) =>
        Interlocked.CompareExchange(ref slot, model, null) ?? model;

    private Operation At(int index)
    {
        var all = made ?? Interlocked.CompareExchange(ref made, new Operation?[OperationNames.Length], null) ?? made;
        return all[index] ?? Interlocked.CompareExchange(ref all[index], MakeOperation!(index), null) ?? all[index]!;
    }

    public override string ToString() => Id;
}

public enum Protocol
{
    Query,
    Ec2,
    Json10,
    Json11,
    RestJson,
    RestXml,
    Cbor,
}
