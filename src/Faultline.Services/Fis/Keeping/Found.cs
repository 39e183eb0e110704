using Faultline.Services.Fis.Targets;
using Faultline.Store;

namespace Faultline.Services.Fis.Keeping;

/// <summary>A resource that a target of an experiment was resolved to.</summary>
internal sealed record Found(string Target, ResolvedTarget Resource)
{
    public static void Write(EntryWriter entry, Found found)
    {
        entry.Text(1, found.Target);
        entry.Text(2, found.Resource.ResourceType);
        entry.Text(3, found.Resource.Arn);
        Texts.Write(entry, 4, found.Resource.Facts);
        Texts.Write(entry, 5, found.Resource.Parameters);
    }

    public static Found Read(EntryReader entry)
    {
        var (target, resource) = ("", new ResolvedTarget("", ""));
        while (entry.Next(out var field))
        {
            (target, resource) = field switch
            {
                1 => (entry.Text(), resource),
                2 => (target, resource with { ResourceType = entry.Text() }),
                3 => (target, resource with { Arn = entry.Text() }),
                4 => (target, resource with { Facts = Texts.Add(resource.Facts, entry.Nested()) }),
                5 => (target, resource with { Parameters = Texts.Add(resource.Parameters, entry.Nested()) }),
                _ => (target, resource),
            };
        }

        return new(target, resource);
    }
}
