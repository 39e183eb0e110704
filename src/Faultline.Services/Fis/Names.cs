using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Services.Fis;

/// <summary>Ids and ARNs of what fault injection has.</summary>
internal static class Names
{
    public const string Template = "experiment-template";
    public const string Experiment = "experiment";
    public const string Lever = "safety-lever";
    public const string Action = "action";

    private const string Letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string NewTemplate(Dice dice) => New(dice, "EXT");

    public static string NewExperiment(Dice dice) => New(dice, "EXP");

    public static string Arn(Call call, string type, string id) =>
        $"arn:aws:fis:{call.Region}:{call.Account}:{type}/{id}";

    /// <summary>The id of what an ARN of this caller's names, if it is of that type; null where it is not.</summary>
    public static string? IdOf(Call call, string type, string arn) =>
        arn.StartsWith(Arn(call, type, ""), StringComparison.Ordinal) ? arn[Arn(call, type, "").Length..] : null;

    private static string New(Dice dice, string prefix) => string.Create(18, (dice, prefix), static (span, from) =>
    {
        from.prefix.CopyTo(span);
        for (var i = from.prefix.Length; i < span.Length; i++)
        {
            span[i] = Letters[from.dice.Below(Letters.Length)];
        }
    });
}
