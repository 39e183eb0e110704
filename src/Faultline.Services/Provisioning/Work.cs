using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Provisioning;

/// <summary>One resource of a stack that is to be made, changed or deleted, and by whom.</summary>
public sealed record Work
{
    public required string StackId { get; init; }

    public required string StackName { get; init; }

    /// <summary>Its name in the template.</summary>
    public required string LogicalId { get; init; }

    public required string Region { get; init; }

    /// <summary>
    /// The same for every try at making this one resource and no other: a client token. 32 letters and digits.
    /// </summary>
    public required string Token { get; init; }

    /// <summary>What the template says of it, with every function resolved.</summary>
    public required Properties Properties { get; init; }

    /// <summary>
    /// How its service knows it (what <c>Ref</c> gives). Null until it is made.
    /// </summary>
    public string? Id { get; init; }

    /// <summary>
    /// The stack's own tags and <c>aws:cloudformation:stack-name</c>, <c>:stack-id</c> and <c>:logical-id</c>.
    /// </summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The keys of the stack's own tags that it may have from before. What of them is not wanted any more goes when it
    /// is changed.
    /// </summary>
    public IReadOnlyCollection<string> TagsBefore { get; init; } = [];

    /// <summary>
    /// Who made the stack; every call is theirs. Its service is CloudFormation, so it may set such tags.
    /// </summary>
    public required Principal Caller { get; init; }

    /// <summary>Where the caller reached us, for URLs.</summary>
    public string Origin { get; init; } = "";

    public required InnerCalls Calls { get; init; }

    public string Account => Caller.Account;

    /// <summary>
    /// A name for what the template does not name, as CloudFormation makes one: stack, resource and a part that is the
    /// same for every try. Shortened to what its service takes.
    /// </summary>
    public string Name(int lengthMax)
    {
        const int SuffixLength = 12;
        var suffix = Token[..SuffixLength].ToUpperInvariant();
        var room = lengthMax - SuffixLength - 2;
        var logical = LogicalId[..Math.Min(LogicalId.Length, Math.Max(room - StackName.Length, room / 2))];
        var stack = StackName[..Math.Min(StackName.Length, room - logical.Length)];
        return $"{stack}-{logical}-{suffix}";
    }

    /// <summary>
    /// Calls an operation of a service, as in <c>work.Ask(ec2.CreateVpc, new CreateVpcRequest { ... }, ct)</c>.
    /// </summary>
    public ValueTask<TOut> Ask<TIn, TOut>(
        Func<Call, TIn, CancellationToken, ValueTask<TOut>> operation, TIn request, CancellationToken ct)
        where TIn : IStructure => Calls.Ask(Caller, operation, request, ct, Origin, Token);

    /// <summary>Calls an operation that answers nothing.</summary>
    public ValueTask Ask<TIn>(
        Func<Call, TIn, CancellationToken, ValueTask> operation, TIn request, CancellationToken ct)
        where TIn : IStructure => Calls.Ask(Caller, operation, request, ct, Origin);
}
