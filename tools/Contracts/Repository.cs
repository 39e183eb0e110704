namespace Contracts;

/// <summary>Where things lie in the repository.</summary>
internal sealed record Repository(string Root)
{
    public string Models => Path.Combine(Root, "models");

    public string Patches => Path.Combine(Models, "patches.json");

    public string Operations => Path.Combine(Models, "operations.txt");

    public string Generated => Path.Combine(Root, "src", "Faultline.Wire", "Generated");

    public string Types => Path.Combine(Models, "types");

    public string TypeNames => Path.Combine(Types, "names.txt");

    /// <summary>The facts of a type of CloudFormation, as in <c>AWS.EC2.VPC.json</c>.</summary>
    public string Type(string type) => Path.Combine(Types, type.Replace("::", ".", StringComparison.Ordinal) + ".json");

    public string Model(string service) => Path.Combine(Models, service + ".json");

    /// <summary>The repository around the folder that the tool runs in, or around the tool itself.</summary>
    public static Repository Find() =>
        Around(Directory.GetCurrentDirectory()) ?? Around(AppContext.BaseDirectory)
        ?? throw new Fault("Run it inside the repository: no folder above this one has a Faultline.slnx.");

    private static Repository? Around(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Faultline.slnx")))
            {
                return new(at.FullName);
            }
        }

        return null;
    }
}
