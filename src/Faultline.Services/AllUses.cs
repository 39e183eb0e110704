namespace Faultline.Services;

/// <summary>Who uses them by any of several APIs: their turns in this order.</summary>
internal sealed class AllUses(params IReadOnlyList<IUses> all) : IUses
{
    public IReadOnlyList<string> Of(string arn) => [.. all.SelectMany(each => each.Of(arn))];

    public void Dispose()
    {
        foreach (var each in all)
        {
            each.Dispose();
        }
    }
}
