using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Images;

/// <summary>An image that somebody has: what the API shows of it, what runs from it, and who may launch it.</summary>
internal sealed record MachineImage(string Id, string Account, Image Shown) : IRow
{
    /// <summary>What an instance of it runs: a program of <see cref="BuiltInImages"/>.</summary>
    public string Program { get; init; } = BuiltInImages.Shell;

    /// <summary>The accounts that may launch it besides its owner. Whether everybody may is shown.</summary>
    public IReadOnlyList<string> Launchers { get; init; } = [];

    public static RowForm<MachineImage> Form { get; } = new(Write, Read)
    {
        Tags = image => image.Shown.Tags,
        Tagged = (image, tags) => image.With(shown => shown.Tags = tags),
    };

    public MachineImage With(Action<Image> change) => this with { Shown = Shown.With(change) };

    public bool Lets(string account) => Account == account || Shown.Public == true || Launchers.Contains(account);

    private static void Write(EntryWriter entry, MachineImage image)
    {
        entry.Text(1, image.Id);
        entry.Text(2, image.Account);
        Structure.Write(entry, 3, image.Shown);
        entry.Text(4, image.Program);
        foreach (var account in image.Launchers)
        {
            entry.Text(5, account);
        }
    }

    private static MachineImage Read(EntryReader entry)
    {
        var image = new MachineImage("", "", new());
        while (entry.Next(out var field))
        {
            image = field switch
            {
                1 => image with { Id = entry.Text() },
                2 => image with { Account = entry.Text() },
                3 => image with { Shown = Structure.Read<Image>(entry) },
                4 => image with { Program = entry.Text() },
                5 => image with { Launchers = [.. image.Launchers, entry.Text()] },
                _ => image,
            };
        }

        return image;
    }
}
