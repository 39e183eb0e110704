namespace Faultline.Services.CloudWatch.Expressions;

/// <summary>Part of a math expression, as it was written.</summary>
internal abstract record Term
{
    public sealed record Number(double Value) : Term;

    public sealed record Text(string Value) : Term;

    /// <summary>The id of a query.</summary>
    public sealed record Id(string Name) : Term;

    /// <summary>A word that is no id, as <c>REPEAT</c>.</summary>
    public sealed record Word(string Name) : Term;

    public sealed record Minus(Term Of) : Term;

    public sealed record Operation(string Sign, Term Left, Term Right) : Term;

    public sealed record Call(string Function, IReadOnlyList<Term> Arguments) : Term;

    public sealed record Several(IReadOnlyList<Term> Items) : Term;

    /// <summary>The ids that it names, each as often as it does.</summary>
    public IEnumerable<string> Ids => this switch
    {
        Id id => [id.Name],
        Minus minus => minus.Of.Ids,
        Operation operation => operation.Left.Ids.Concat(operation.Right.Ids),
        Call call => call.Arguments.SelectMany(each => each.Ids),
        Several several => several.Items.SelectMany(each => each.Ids),
        _ => [],
    };

    /// <summary>The functions that it calls.</summary>
    public IEnumerable<string> Functions => this switch
    {
        Minus minus => minus.Of.Functions,
        Operation operation => operation.Left.Functions.Concat(operation.Right.Functions),
        Call call => call.Arguments.SelectMany(each => each.Functions).Prepend(call.Function),
        Several several => several.Items.SelectMany(each => each.Functions),
        _ => [],
    };
}
